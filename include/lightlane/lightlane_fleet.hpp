/* Fleets for C++. Part of lightlane.hpp, where the conventions stand. */
#ifndef LIGHTLANE_FLEET_HPP
#define LIGHTLANE_FLEET_HPP

#include <vector>

#include "lightlane_report.hpp"
#include "lightlane_settings.hpp"

namespace lightlane {

/** The links that a fleet is built of. They are looked at, not kept: they must outlive the call. */
struct FleetLinks {
  /** From the interfaces up; the last serves the tiers above it too. */
  std::vector<const Link *> tiers;
  /** Within a rack in place of the first tier's; none is that tier's own. */
  const Link *rack = nullptr;
  /** At the interfaces in place of the first tier's; none is that tier's own. */
  const Link *interface_link = nullptr;
};

/** What a cluster's network counts, draws, costs and loses. */
inline Report fleet(const Settings &settings, const FleetLinks &links) {
  std::vector<const lightlane_link *> tiers;
  for (const Link *link : links.tiers)
    tiers.push_back(link ? link->handle() : nullptr);
  lightlane_report *report = nullptr;
  detail::Outcome outcome;
  outcome.require(lightlane_fleet_report(
      settings.handle(), tiers.data(), tiers.size(), links.rack ? links.rack->handle() : nullptr,
      links.interface_link ? links.interface_link->handle() : nullptr, &report, &outcome.error));
  return Report::take(report);
}

/** What one end of a link costs and how it fails. */
inline Report fleet_end(const Settings &settings, const Link &link) {
  lightlane_report *report = nullptr;
  detail::Outcome outcome;
  outcome.require(
      lightlane_fleet_end_report(settings.handle(), link.handle(), &report, &outcome.error));
  return Report::take(report);
}

} // namespace lightlane

#endif /* LIGHTLANE_FLEET_HPP */
