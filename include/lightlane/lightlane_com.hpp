/* Channel Operating Margin for C++. Part of lightlane.hpp, where the conventions stand. */
#ifndef LIGHTLANE_COM_HPP
#define LIGHTLANE_COM_HPP

#include <functional>
#include <vector>

#include "lightlane_network.hpp"
#include "lightlane_report.hpp"
#include "lightlane_settings.hpp"

namespace lightlane {

/** Networks of aggressors, which the caller keeps alive. */
using Networks = std::vector<std::reference_wrapper<const Network>>;

/** Channel Operating Margin of a channel of four ports with far-end and near-end aggressors. The
 *  scalars of the report are the LIGHTLANE_COM_MEASURE_…. */
inline Report com(const Settings &settings, const Network &thru, const Networks &fext = Networks(),
                  const Networks &next = Networks()) {
  const auto handles = [](const Networks &networks) {
    std::vector<const lightlane_network *> list;
    for (const Network &network : networks)
      list.push_back(network.handle());
    return list;
  };
  const auto far = handles(fext), near = handles(next);
  lightlane_report *report = nullptr;
  detail::Outcome outcome;
  outcome.require(lightlane_com_report(settings.handle(), thru.handle(), far.data(), far.size(),
                                       near.data(), near.size(), &report, &outcome.error));
  return Report::take(report);
}

} // namespace lightlane

#endif /* LIGHTLANE_COM_HPP */
