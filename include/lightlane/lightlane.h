/* Lightlane: the embeddable engine for optical-interconnect decisions.
 *
 * This header is the contract, with those that it includes, a topic each. What they do not declare
 * is not API. They are C99 and C++11; lightlane.hpp wraps them for C++.
 *
 * In thirty seconds:
 *
 *     lightlane_link *link = NULL;
 *     lightlane_plan *plan = NULL;
 *     const int32_t vary[] = {LIGHTLANE_PARAMETER_FIBER_LENGTH_M};
 *     const int32_t want[] = {LIGHTLANE_METRIC_MARGIN_DB, LIGHTLANE_METRIC_POWER_IO_W};
 *     double length_m = 500.0, answer[2];
 *     lightlane_error error = {.struct_size = sizeof error};
 *     if (lightlane_link_create(LIGHTLANE_PRESET_LPO, &link, &error) ||
 *         lightlane_plan_create(link, vary, 1, want, 2, &plan, &error) ||
 *         lightlane_plan_evaluate(plan, &length_m, answer, &error))
 *       puts(error.message);
 *     lightlane_plan_destroy(plan);
 *     lightlane_link_destroy(link);
 *
 * Conventions, true of every function:
 *
 *   Status     Fallible functions return a lightlane_status: LIGHTLANE_OK (0) or a positive code
 *              of lightlane_tables.h. On failure nothing is changed, no output is written, except
 *              where a function says otherwise.
 *   Error      The last argument of a fallible function may be NULL. Otherwise set its
 *              struct_size; it is written on failure only. The message is one line with the value
 *              and the bounds it broke. A struct_size that is too small fails the call with
 *              STRUCT_SIZE before it does anything.
 *   Total      Every function returns for every value of its scalar arguments. Pointers are
 *              checked for NULL and, where they are arrays of numbers, for alignment; a dangling
 *              pointer is still a crash.
 *   Structs    Those that begin with struct_size are filled by the caller with sizeof. Anything
 *              after it that is all zero means the default. Unknown, non-zero trailing fields are
 *              refused, not ignored.
 *   Units      The numbers of a parameter or metric are in the unit of its table row, which its
 *              name ends with.
 *   Ownership  The caller owns every array and struct. Handles are freed by the matching destroy,
 *              which takes NULL. Text returned as const char * is static unless a function says
 *              otherwise.
 *   Threads    Each declaration carries a tag. [any thread]: no restriction. [one thread per
 *              object]: calls on the same object must not overlap; different objects are
 *              independent.
 *   Silence    No start-up call, no globals, no printing, no environment variables, no signal
 *              handlers; threads exist only inside a call that asked for them.
 */
#ifndef LIGHTLANE_H
#define LIGHTLANE_H

#include "lightlane_com.h"
#include "lightlane_fec.h"
#include "lightlane_fleet.h"
#include "lightlane_limits.h"
#include "lightlane_link.h"
#include "lightlane_network.h"
#include "lightlane_report.h"
#include "lightlane_settings.h"
#include "lightlane_tables.h"
#include "lightlane_tdecq.h"
#include "lightlane_ten_gigabit.h"
#include "lightlane_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Version of this header: major * 1000000 + minor * 1000 + patch. */
#define LIGHTLANE_VERSION_NUMBER 1000u
#define LIGHTLANE_VERSION "0.1.0"
/** Whether the loaded library serves this header: the same major and minor version, at least its
 *  patch. Since 0.1. */
#define LIGHTLANE_VERSION_MATCHES()                                                                \
  (lightlane_version_number() / 1000u == LIGHTLANE_VERSION_NUMBER / 1000u &&                       \
   lightlane_version_number() >= LIGHTLANE_VERSION_NUMBER)

/** Version of the loaded library as major * 1000000 + minor * 1000 + patch; compare with
 *  LIGHTLANE_VERSION_NUMBER of the header. [any thread] Since 0.1. */
LIGHTLANE_API uint32_t lightlane_version_number(void);

/** Version of the loaded library, such as "0.1.0". Static. [any thread] Since 0.1. */
LIGHTLANE_API const char *lightlane_version(void);

/** Compiler, target and numeric build of the loaded library, one line. Static. [any thread]
 *  Since 0.1. */
LIGHTLANE_API const char *lightlane_build_info(void);

#ifdef __cplusplus
}
#endif

#endif /* LIGHTLANE_H */
