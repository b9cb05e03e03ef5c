/* Limits: measured quantities against what an interface asks for. Part of lightlane.h, where the
 * conventions stand. */
#ifndef LIGHTLANE_LIMITS_H
#define LIGHTLANE_LIMITS_H

#include "lightlane_report.h"
#include "lightlane_settings.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Hold settings of LIGHTLANE_GROUP_LIMITS, made from the preset of an interface and given what was
 *  measured, against the limits of that interface. Scalars count the limits that were checked, that
 *  failed, and that stay open for want of a quantity; one that is undecided is open though its own
 *  quantity is given, and nothing passes with it. The arrays "value", "limit", "margin", "passes",
 *  "status" (0 found, 1 draft, 2 memory) and "source" (place among the labels of "sources") have an
 *  item for each limit checked, labelled with its quantity and side, in the unit that the quantity's
 *  name ends with; "open_limit", "open_value", "open_undecided", "open_status" and "open_source" have
 *  the others. Notes tell what failed, then every limit with its source and status. *out is set to a
 *  report that lightlane_report_destroy frees. Fails with UNKNOWN_PARAMETER (settings of another group),
 *  UNKNOWN_PRESET (settings without an interface), CONTRADICTION (quantities that exclude each other),
 *  NULL_POINTER. [one thread per object: the
 *  settings] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_limits_report(
    const lightlane_settings *settings, lightlane_report **out, lightlane_error *error);

#ifdef __cplusplus
}
#endif

#endif /* LIGHTLANE_LIMITS_H */
