/* TDECQ, TECQ and SECQ for C++. Part of lightlane.hpp, where the conventions stand. */
#ifndef LIGHTLANE_TDECQ_HPP
#define LIGHTLANE_TDECQ_HPP

#include <cstdint>

#include "lightlane_report.hpp"
#include "lightlane_settings.hpp"
#include "lightlane_tdecq.h"

namespace lightlane {

/** TDECQ of samples of optical power. Without symbols they carry the pattern of the settings. The
 *  scalars of the report are the LIGHTLANE_TDECQ_MEASURE_…. */
inline Report tdecq(const Settings &settings, View<const double> power, double samples_per_symbol,
                    View<const std::uint8_t> symbols = View<const std::uint8_t>()) {
  lightlane_report *report = nullptr;
  detail::Outcome outcome;
  outcome.require(lightlane_tdecq_report(settings.handle(), power.data(), power.size(),
                                         samples_per_symbol, symbols.data(), symbols.size(),
                                         &report, &outcome.error));
  return Report::take(report);
}

} // namespace lightlane

#endif /* LIGHTLANE_TDECQ_HPP */
