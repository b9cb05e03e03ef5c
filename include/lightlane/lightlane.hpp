/* Lightlane for C++: header-only RAII over lightlane.h. C++11; nothing to link but liblightlane.
 *
 *     lightlane::Link link("lpo");
 *     link.set(LIGHTLANE_PARAMETER_HOST_TX_CHANNEL_LOSS_DB, 12.0);
 *     lightlane::Plan plan(link, {LIGHTLANE_PARAMETER_FIBER_LENGTH_M},
 *                          {LIGHTLANE_METRIC_MARGIN_DB});
 *     std::vector<double> length_m = {10, 500, 2000}, margin_db(3);
 *     plan.run({length_m}, {margin_db});
 *
 * Conventions, beyond those of lightlane.h:
 *
 *   Errors     A call that fails throws lightlane::Error and changes nothing. A bad row of a run
 *              does not throw: it is NaN in every output, with its code in the row status.
 *   Handles    Link, Plan, Report and Network are move-only and free what they hold. A moved-from object may
 *              be destroyed or assigned to; its other calls throw LIGHTLANE_NULL_POINTER or answer
 *              with nothing.
 *   Views      View<T> is a pointer and a count that the caller keeps alive. It is made from a
 *              std::vector, std::array, std::span, C array or anything else with data() and size(),
 *              so all of these can be passed.
 *   Threads    As tagged in lightlane.h: one Plan or Report may be used by many threads, one Link
 *              by one at a time.
 */
#ifndef LIGHTLANE_HPP
#define LIGHTLANE_HPP

#include <cstdint>
#include <string>

#include "lightlane.h"
#include "lightlane_com.hpp"
#include "lightlane_fec.hpp"
#include "lightlane_link.hpp"
#include "lightlane_network.hpp"
#include "lightlane_report.hpp"
#include "lightlane_settings.hpp"
#include "lightlane_types.hpp"

namespace lightlane {

/** Whether the loaded library is at least as new as this header, within the same major version. */
inline bool version_fits() noexcept {
  const std::uint32_t loaded = lightlane_version_number();
  return loaded / 1000000u == LIGHTLANE_VERSION_NUMBER / 1000000u &&
         loaded >= LIGHTLANE_VERSION_NUMBER;
}

/** Version of the loaded library, such as "0.1.0". */
inline std::string version() {
  return lightlane_version();
}
/** Compiler, target and numeric build of the loaded library, one line. */
inline std::string build_info() {
  return lightlane_build_info();
}

} // namespace lightlane

#endif /* LIGHTLANE_HPP */
