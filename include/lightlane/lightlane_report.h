/* Reports: the answer that is more than a row, of whatever calculation made it. Part of lightlane.h,
 * where the conventions stand. */
#ifndef LIGHTLANE_REPORT_H
#define LIGHTLANE_REPORT_H

#include "lightlane_link.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The answer that is more than a row: scalars, named arrays, notes. Immutable. */
typedef struct lightlane_report lightlane_report;

/** One named array of a report. Text lives as long as the report. Since 0.1. */
typedef struct lightlane_array_info {
  uint32_t struct_size; /**< in: sizeof(lightlane_array_info) */
  int32_t labelled;     /**< non-zero when every item has a label (a ladder or a breakdown) */
  size_t count;         /**< number of items */
  const char *name;     /**< such as "power_w" */
  const char *unit;     /**< "1" when dimensionless */
  const char *doc;      /**< what it is, one line */
} lightlane_array_info;

/** Evaluate a link in full: every metric, the loss ladder, the noise table, the latency and
 *  power breakdowns, and a note for every value with where it came from. Fails as
 *  lightlane_plan_evaluate. [one thread per object: the link] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_report_create(const lightlane_link *link,
                                                                       lightlane_report **out,
                                                                       lightlane_error *error);

/** Free a report and all text it handed out; NULL is fine. [one thread per object] Since 0.1. */
LIGHTLANE_API void lightlane_report_destroy(lightlane_report *report);

/** Number of scalars; 0 for NULL. [any thread] Since 0.1. */
LIGHTLANE_API size_t lightlane_report_scalar_count(const lightlane_report *report);

/** Id of a metric (below 30000) or measure, and value, of a scalar. Fails with COUNT (index too large), NULL_POINTER. [any
 *  thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status
lightlane_report_scalar(const lightlane_report *report, size_t index, int32_t *metric,
                        double *value, lightlane_error *error);

/** Number of named arrays; 0 for NULL. [any thread] Since 0.1. */
LIGHTLANE_API size_t lightlane_report_array_count(const lightlane_report *report);

/** Describe an array. Fails with COUNT (index too large), NULL_POINTER, STRUCT_SIZE. [any
 *  thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status
lightlane_report_array_describe(const lightlane_report *report, size_t index,
                                lightlane_array_info *out, lightlane_error *error);

/** Copy an array into `out`, which has room for `capacity` doubles. Fails with COUNT (index too
 *  large, or capacity below the array's count), NULL_POINTER. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status
lightlane_report_array_copy(const lightlane_report *report, size_t index, double *out,
                            size_t capacity, lightlane_error *error);

/** Label of one item of an array; NULL when it has none. Lives as long as the report. [any
 *  thread] Since 0.1. */
LIGHTLANE_API const char *lightlane_report_array_label(const lightlane_report *report, size_t index,
                                                       size_t item);

/** Number of notes; 0 for NULL. [any thread] Since 0.1. */
LIGHTLANE_API size_t lightlane_report_note_count(const lightlane_report *report);

/** One note, a line of text; NULL when index is too large. Lives as long as the report.
 *  [any thread] Since 0.1. */
LIGHTLANE_API const char *lightlane_report_note(const lightlane_report *report, size_t index);

#ifdef __cplusplus
}
#endif

#endif /* LIGHTLANE_REPORT_H */
