/* TDECQ, TECQ and SECQ for C++. Part of lightlane.hpp, where the conventions stand. */
#ifndef LIGHTLANE_TDECQ_HPP
#define LIGHTLANE_TDECQ_HPP

#include <cstdint>
#include <vector>

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

/** One period of a pattern, LIGHTLANE_TDECQ_PATTERN_…, as symbols 0 to 3. */
inline std::vector<std::uint8_t> tdecq_pattern(std::int32_t pattern) {
  std::size_t count = 0;
  detail::Outcome outcome;
  outcome.require(lightlane_tdecq_pattern(pattern, nullptr, 0, &count, &outcome.error));
  std::vector<std::uint8_t> symbols(count);
  outcome.require(
      lightlane_tdecq_pattern(pattern, symbols.data(), symbols.size(), &count, &outcome.error));
  return symbols;
}

} // namespace lightlane

#endif /* LIGHTLANE_TDECQ_HPP */
