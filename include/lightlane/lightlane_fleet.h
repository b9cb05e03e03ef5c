/* Fleets: what a cluster's network counts, draws, costs and loses, built of links. Part of
 * lightlane.h, where the conventions stand.
 *
 *     const lightlane_link *const tiers[] = {copper, linear, engine};
 *     if (lightlane_settings_create(LIGHTLANE_GROUP_FLEET, 0, &settings, &error) ||
 *         lightlane_settings_set_text(settings, LIGHTLANE_FLEET_ACCELERATORS, "100000", &error) ||
 *         lightlane_fleet_report(settings, tiers, 3, NULL, NULL, &report, &error))
 *       puts(error.message);
 *
 * Links are counted by class and never listed, so that the size of a fleet costs nothing. Each is
 * the link of its tier at the length of its class, evaluated as any other link. */
#ifndef LIGHTLANE_FLEET_H
#define LIGHTLANE_FLEET_H

#include "lightlane_report.h"
#include "lightlane_settings.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Most tiers of links of a fleet. */
#define LIGHTLANE_FLEET_MAX_TIERS 3u

/** Answer for a fleet. `settings` are of LIGHTLANE_GROUP_FLEET. `tiers` are the links of its tiers,
 *  from the interfaces up; the last serves the tiers above it too. `rack` (or NULL) is what links
 *  within a rack use in place of the first tier's link. `interface_link` (or NULL) is what
 *  interfaces hold in place of the first tier's link with as many lanes as one of them needs; a
 *  copper cable has its own end there. The length of a link is that of its class, whatever the
 *  link's own is; a first tier of copper that does not close where links leave their rack gives way
 *  to the second tier's link, with a warning. Links may stand in several places. *out is set to a report that
 *  lightlane_report_destroy frees: its scalars are measures of the group, its arrays labelled
 *  breakdowns that sum to them, its notes tell every setting with its source.
 *
 *  Fails with UNKNOWN_PARAMETER (settings of another group), COUNT (no tiers, or more than the
 *  topology has), CONTRADICTION (a radix that does not divide, more links a module than it carries,
 *  fewer engines than a package needs, more lasers needed than there are, a rated power below what
 *  its parts draw), INFEASIBLE (more accelerators than the topology reaches, a link that does not
 *  close at its length, a yield of nothing), NO_ANSWER (a number beyond all bounds), NULL_POINTER,
 *  and as lightlane_plan_evaluate for a link that can't be answered; the message names the place,
 *  the value and its bounds. [one thread per object: settings, links] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_fleet_report(
    const lightlane_settings *settings, const lightlane_link *const *tiers, size_t tier_count,
    const lightlane_link *rack, const lightlane_link *interface_link, lightlane_report **out,
    lightlane_error *error);

/** Answer for one end of a link, at the link's own length: its bill, price, failures, cost of
 *  ownership and the itemised latency of the link. Engines are priced as those of a switch of the
 *  settings. Fails as lightlane_fleet_report; a link that does not close is answered with a
 *  warning. [one thread per object: settings, link] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status
lightlane_fleet_end_report(const lightlane_settings *settings, const lightlane_link *link,
                           lightlane_report **out, lightlane_error *error);

#ifdef __cplusplus
}
#endif

#endif /* LIGHTLANE_FLEET_H */
