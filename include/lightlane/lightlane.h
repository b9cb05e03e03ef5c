/* Lightlane: the embeddable engine for optical-interconnect decisions.
 *
 * This header is the contract. What is not declared here, or in the generated lightlane_tables.h
 * that it includes, is not API. It is C99 and C++11; lightlane.hpp wraps it for C++.
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

#include <stddef.h>
#include <stdint.h>

#include "lightlane_tables.h"

#if defined(__GNUC__) || defined(__clang__)
#define LIGHTLANE_API __attribute__((visibility("default")))
#define LIGHTLANE_CHECK __attribute__((warn_unused_result))
#else
#define LIGHTLANE_API
#define LIGHTLANE_CHECK
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- types */

/** Zero, or one of the positive LIGHTLANE_… status codes of lightlane_tables.h. Codes never
 *  change meaning. */
typedef int32_t lightlane_status;

/** What went wrong: filled by a call that fails, untouched by one that succeeds. Since 0.1. */
typedef struct lightlane_error {
  uint32_t struct_size;    /**< in: sizeof(lightlane_error) */
  lightlane_status status; /**< the code the call returned */
  int32_t parameter;       /**< id of the parameter (below 20000) or metric at fault, or 0 */
  int32_t reserved;        /**< zero */
  int64_t row;             /**< index of the row, column or item at fault, -1 when none is */
  char message[256];       /**< one UTF-8 line, always terminated */
} lightlane_error;

/** One parameter's row of the table. Since 0.1. */
typedef struct lightlane_parameter_info {
  uint32_t struct_size;   /**< in: sizeof(lightlane_parameter_info) */
  int32_t id;             /**< permanent number */
  int32_t kind;           /**< LIGHTLANE_KIND_REAL, _INTEGER, _FLAG or _CHOICE */
  uint32_t choices;       /**< number of named values; 0 unless the kind is a choice */
  double default_value;   /**< before a preset sets its own */
  double minimum;         /**< inclusive */
  double maximum;         /**< inclusive */
  const char *name;       /**< lower case, ends with the unit */
  const char *unit;       /**< "1" when dimensionless */
  const char *block;      /**< the block of the link that reads it */
  const char *doc;        /**< what it is, one line */
  const char *source;     /**< where the default comes from */
  const char *confidence; /**< standard, draft, public, derived, definition or assumption */
} lightlane_parameter_info;

/** One metric's row of the table. Since 0.1. */
typedef struct lightlane_metric_info {
  uint32_t struct_size; /**< in: sizeof(lightlane_metric_info) */
  int32_t id;           /**< permanent number */
  const char *name;     /**< lower case, ends with the unit */
  const char *unit;     /**< "1" when dimensionless */
  const char *boundary; /**< "optics" or "io" for a power or energy, "" otherwise */
  const char *doc;      /**< what it is and where it is valid, one line */
} lightlane_metric_info;

/** One preset's row of the table. Since 0.1. */
typedef struct lightlane_preset_info {
  uint32_t struct_size; /**< in: sizeof(lightlane_preset_info) */
  int32_t id;           /**< permanent number */
  const char *name;     /**< such as "lpo" */
  const char *date;     /**< ISO date of release; a released preset never changes */
  const char *doc;      /**< what arrangement of blocks it is, one line */
} lightlane_preset_info;

/** Numbers that the caller owns: element i lies at (char *)data + i * stride. Frozen. Since 0.1. */
typedef struct lightlane_column {
  void *data;     /**< 8-byte aligned doubles (4-byte aligned int32_t for row status) */
  int64_t stride; /**< bytes, a multiple of the alignment; may be negative; 0 repeats an input */
} lightlane_column;

/** Told how far a run is; called on the calling thread only, between blocks of rows, about every
 *  few milliseconds and behind the last one. Return non-zero to stop the run with
 *  LIGHTLANE_CANCELLED. It must not destroy the plan. */
typedef int32_t (*lightlane_progress_fn)(void *user, uint64_t rows_done, uint64_t rows_total);

/** How to run a plan. All-zero after struct_size means: one thread, silent. Since 0.1. */
typedef struct lightlane_run_options {
  uint32_t struct_size;           /**< in: sizeof(lightlane_run_options) */
  uint32_t threads;               /**< 0 or 1: the calling thread; at most LIGHTLANE_MAX_THREADS */
  lightlane_progress_fn progress; /**< NULL for none */
  void *user;                     /**< handed to progress */
} lightlane_run_options;

/** One named array of a report. Text lives as long as the report. Since 0.1. */
typedef struct lightlane_array_info {
  uint32_t struct_size; /**< in: sizeof(lightlane_array_info) */
  int32_t labelled;     /**< non-zero when every item has a label (a ladder or a breakdown) */
  size_t count;         /**< number of items */
  const char *name;     /**< such as "power_w" */
  const char *unit;     /**< "1" when dimensionless */
  const char *doc;      /**< what it is, one line */
} lightlane_array_info;

/** A description of one link: numbered parameters over a preset. Mutable. */
typedef struct lightlane_link lightlane_link;
/** A validated, immutable, precomputed link with its varying parameters and wanted metrics. */
typedef struct lightlane_plan lightlane_plan;
/** The answer that is more than a row: scalars, named arrays, notes. Immutable. */
typedef struct lightlane_report lightlane_report;

/** Version of this header: major * 1000000 + minor * 1000 + patch. */
#define LIGHTLANE_VERSION_NUMBER 1000u
#define LIGHTLANE_VERSION "0.1.0"
/** Whether the loaded library serves this header: the same major and minor version, at least its
 *  patch. Since 0.1. */
#define LIGHTLANE_VERSION_MATCHES()                                                                \
  (lightlane_version_number() / 1000u == LIGHTLANE_VERSION_NUMBER / 1000u &&                       \
   lightlane_version_number() >= LIGHTLANE_VERSION_NUMBER)

#define LIGHTLANE_MAX_THREADS 1024u
#define LIGHTLANE_MAX_ROWS (UINT64_C(1) << 40)

/* ---------------------------------------------------------------- version */

/** Version of the loaded library as major * 1000000 + minor * 1000 + patch; compare with
 *  LIGHTLANE_VERSION_NUMBER of the header. [any thread] Since 0.1. */
LIGHTLANE_API uint32_t lightlane_version_number(void);

/** Version of the loaded library, such as "0.1.0". Static. [any thread] Since 0.1. */
LIGHTLANE_API const char *lightlane_version(void);

/** Compiler, target and numeric build of the loaded library, one line. Static. [any thread]
 *  Since 0.1. */
LIGHTLANE_API const char *lightlane_build_info(void);

/** Name of a status code without its prefix, such as "OUT_OF_BOUNDS"; NULL for a code that does
 *  not exist. Static. [any thread] Since 0.1. */
LIGHTLANE_API const char *lightlane_status_name(lightlane_status status);

/* ---------------------------------------------------------------- tables */

/** Number of parameters. [any thread] Since 0.1. */
LIGHTLANE_API size_t lightlane_parameter_count(void);

/** Id of the parameter at an index of the table, 0 when index >= lightlane_parameter_count().
 *  [any thread] Since 0.1. */
LIGHTLANE_API int32_t lightlane_parameter_at(size_t index);

/** Describe a parameter. Fails with UNKNOWN_PARAMETER, NULL_POINTER, STRUCT_SIZE. [any thread]
 *  Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_parameter_describe(
    int32_t parameter, lightlane_parameter_info *out, lightlane_error *error);

/** Find a parameter by its exact name. Fails with UNKNOWN_PARAMETER, NULL_POINTER. [any thread]
 *  Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_parameter_find(const char *name,
                                                                        int32_t *out,
                                                                        lightlane_error *error);

/** Name of one value of a choice parameter, such as "external" for 1 of laser_location; NULL
 *  when the parameter is unknown, is not a choice, or has no such value. Values run from 0.
 *  Static. [any thread] Since 0.1. */
LIGHTLANE_API const char *lightlane_parameter_choice_name(int32_t parameter, uint32_t value);

/** Number of metrics. [any thread] Since 0.1. */
LIGHTLANE_API size_t lightlane_metric_count(void);

/** Id of the metric at an index of the table, 0 when index >= lightlane_metric_count(). [any
 *  thread] Since 0.1. */
LIGHTLANE_API int32_t lightlane_metric_at(size_t index);

/** Describe a metric. Fails with UNKNOWN_METRIC, NULL_POINTER, STRUCT_SIZE. [any thread] Since
 *  0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_metric_describe(int32_t metric,
                                                                         lightlane_metric_info *out,
                                                                         lightlane_error *error);

/** Find a metric by its exact name. Fails with UNKNOWN_METRIC, NULL_POINTER. [any thread] Since
 *  0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_metric_find(const char *name, int32_t *out,
                                                                     lightlane_error *error);

/** Number of presets. [any thread] Since 0.1. */
LIGHTLANE_API size_t lightlane_preset_count(void);

/** Id of the preset at an index of the table, 0 when index >= lightlane_preset_count(). [any
 *  thread] Since 0.1. */
LIGHTLANE_API int32_t lightlane_preset_at(size_t index);

/** Describe a preset. Fails with UNKNOWN_PRESET, NULL_POINTER, STRUCT_SIZE. [any thread] Since
 *  0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_preset_describe(int32_t preset,
                                                                         lightlane_preset_info *out,
                                                                         lightlane_error *error);

/** Find a preset by its exact name or alias. Fails with UNKNOWN_PRESET, NULL_POINTER. [any thread] Since
 *  0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_preset_find(const char *name, int32_t *out,
                                                                     lightlane_error *error);

/** Another name of a preset, by index from 0; NULL when there is no such. Static. [any thread] Since
 *  0.1. */
LIGHTLANE_API const char *lightlane_preset_alias(int32_t preset, size_t index);

/** The value a preset gives a parameter, in the parameter's unit, and where that value comes
 *  from (source may be NULL). A parameter that the preset leaves alone has the table's default
 *  and source. Fails with UNKNOWN_PRESET, UNKNOWN_PARAMETER, NULL_POINTER. [any thread] Since
 *  0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_preset_value(
    int32_t preset, int32_t parameter, double *value, const char **source, lightlane_error *error);

/* ---------------------------------------------------------------- link */

/** Make a link from a preset. *out is set to a handle that lightlane_link_destroy frees.
 *  Fails with UNKNOWN_PRESET, NULL_POINTER. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_link_create(int32_t preset,
                                                                     lightlane_link **out,
                                                                     lightlane_error *error);

/** An independent copy of a link. Fails with NULL_POINTER. [one thread per object] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_link_clone(const lightlane_link *link,
                                                                    lightlane_link **out,
                                                                    lightlane_error *error);

/** Free a link; NULL is fine. Plans and reports made from it live on. [one thread per object]
 *  Since 0.1. */
LIGHTLANE_API void lightlane_link_destroy(lightlane_link *link);

/** Id of the preset a link was made from; 0 for NULL. [one thread per object] Since 0.1. */
LIGHTLANE_API int32_t lightlane_link_preset(const lightlane_link *link);

/** Set a parameter, in its unit. Flags take 0 or 1, choices the number of the named value.
 *  Fails with UNKNOWN_PARAMETER, NOT_FINITE, OUT_OF_BOUNDS, NOT_AN_INTEGER, NULL_POINTER.
 *  [one thread per object] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_link_set(lightlane_link *link,
                                                                  int32_t parameter, double value,
                                                                  lightlane_error *error);

/** Set several parameters, all or none. Fails as lightlane_link_set, with the item in
 *  error->row, and with DUPLICATE when an id stands twice. [one thread per object] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_link_set_many(lightlane_link *link,
                                                                       const int32_t *parameters,
                                                                       const double *values,
                                                                       size_t count,
                                                                       lightlane_error *error);

/** Read a parameter, in its unit. Fails with UNKNOWN_PARAMETER, NULL_POINTER.
 *  [one thread per object] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_link_get(const lightlane_link *link,
                                                                  int32_t parameter, double *out,
                                                                  lightlane_error *error);

/** Give a parameter back the value of the link's preset. Fails with UNKNOWN_PARAMETER,
 *  NULL_POINTER. [one thread per object] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_link_reset(lightlane_link *link,
                                                                    int32_t parameter,
                                                                    lightlane_error *error);

/* ---------------------------------------------------------------- plan */

/** Validate a link and prepare it for many rows: `varying` names the parameters that change by
 *  row, in the order of the input columns; `metrics` what to compute, in the order of the output
 *  columns. The plan keeps no tie to the link. Either list may be NULL when its count is 0, but
 *  at least one metric is needed. Fails with UNKNOWN_PARAMETER, UNKNOWN_METRIC, DUPLICATE,
 *  COUNT, CONTRADICTION, NULL_POINTER. [one thread per object: the link] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_plan_create(
    const lightlane_link *link, const int32_t *varying, size_t varying_count,
    const int32_t *metrics, size_t metric_count, lightlane_plan **out, lightlane_error *error);

/** Free a plan; NULL is fine. No run may be under way. [one thread per object] Since 0.1. */
LIGHTLANE_API void lightlane_plan_destroy(lightlane_plan *plan);

/** Evaluate rows. `inputs` are the varying parameters' columns, `outputs` the metrics' columns,
 *  in the plan's order. `row_status`, when not NULL, is a column of int32_t that gets
 *  LIGHTLANE_OK or the code of each row. A row that can not be answered (out of bounds, not
 *  finite, contradictory, outside the model) has NaN in every output; the others are unaffected
 *  and the call succeeds. Results are bit-identical for any number of threads.
 *
 *  Inputs may have stride 0 (one value for all rows); outputs and row status over more than one
 *  row may not. Outputs and row status may share an address range with another column only when
 *  interleaved with it at strides of equal magnitude, as in an array of structs.
 *
 *  Fails with COUNT (rows 0 or above LIGHTLANE_MAX_ROWS; wrong number of columns), COLUMN
 *  (misaligned, stride 0 where none is taken, or an extent that overflows), OVERLAP, THREADS,
 *  STRUCT_SIZE, UNSUPPORTED_FIELD, NULL_POINTER: nothing is written. Fails with CANCELLED: the
 *  rows already reported as done are complete, the rest untouched. [any thread; many runs of one
 *  plan may overlap] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_plan_run(
    const lightlane_plan *plan, uint64_t rows, const lightlane_column *inputs, size_t input_count,
    const lightlane_column *outputs, size_t output_count, const lightlane_column *row_status,
    const lightlane_run_options *options, lightlane_error *error);

/** Evaluate one row: `in` holds the varying parameters (may be NULL when there are none), `out`
 *  gets the metrics. Unlike a run, a row that can not be answered is a failed call with that
 *  row's code, and `out` gets NaN. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_plan_evaluate(const lightlane_plan *plan,
                                                                       const double *in,
                                                                       double *out,
                                                                       lightlane_error *error);

/* ---------------------------------------------------------------- report */

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

/** Metric id and value of a scalar. Fails with COUNT (index too large), NULL_POINTER. [any
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

/* ---------------------------------------------------------------- 10 Gigabit Ethernet link model
 *
 * The spreadsheet that 10GBASE-S, -L, -E and -LX4 were budgeted with, 10GEPBud3_1_16a of 2001, as a
 * compatible mode: its numbers, digit for digit, for binary links whose edges are Gaussian. It has
 * inputs and sheets of its own, by the LIGHTLANE_TEN_GIGABIT_… ids of lightlane_tables.h, and
 * shares nothing with links and plans but the report. A sheet is a preset of this model. */

/** Number of sheets. [any thread] Since 0.1. */
LIGHTLANE_API size_t lightlane_ten_gigabit_sheet_count(void);

/** Describe the sheet at an index of the table; `date` is that of the spreadsheet's revision.
 *  Fails with COUNT (index too large), NULL_POINTER, STRUCT_SIZE. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_ten_gigabit_sheet_describe(
    size_t index, lightlane_preset_info *out, lightlane_error *error);

/** Number of inputs, the same for every sheet. [any thread] Since 0.1. */
LIGHTLANE_API size_t lightlane_ten_gigabit_input_count(void);

/** Describe the input at an index of the table as a sheet (by id) has it: `default_value` is the
 *  sheet's value, NaN for an input that its fibre does not have, and `source` the cell that holds
 *  it. Every number within the bounds is taken, but for attenuation_reference_nm, which is 850, 1300
 *  or 1310. Fails with UNKNOWN_PRESET (no such sheet), COUNT (index too large), NULL_POINTER,
 *  STRUCT_SIZE. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_ten_gigabit_input_describe(
    int32_t sheet, size_t index, lightlane_parameter_info *out, lightlane_error *error);

/** Evaluate a sheet (by id) at `length_count` lengths, with `input_count` of its inputs (by id) set
 *  to other values; either list may be NULL when its count is 0. Without lengths, the sheet's
 *  target reach is the one length. *out is set to a report that lightlane_report_destroy frees. It
 *  has no scalars. Its arrays are the sheet's columns in the sheet's order, from length_km on, with
 *  one item a length; then the sheet's results that do not vary with length, with one item each,
 *  labelled with its cell. An item is NaN where the model does not hold, as when the eye is closed.
 *  The notes name the revision and every input's value and source.
 *
 *  Fails with UNKNOWN_PRESET (no such sheet), UNKNOWN_PARAMETER (no such input), NOT_FINITE,
 *  OUT_OF_BOUNDS, DUPLICATE, CONTRADICTION (an input that the sheet's fibre does not have, or two
 *  that exclude each other), COUNT (more inputs than there are, or more than
 *  LIGHTLANE_TEN_GIGABIT_MAX_LENGTHS lengths), COLUMN (a misaligned array), NULL_POINTER; the item
 *  at fault is in error->row, an input's id in error->parameter, which is 0 for a length. [any
 *  thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_ten_gigabit_report(
    int32_t sheet, const int32_t *inputs, const double *values, size_t input_count,
    const double *lengths_km, size_t length_count, lightlane_report **out, lightlane_error *error);

#ifdef __cplusplus
}
#endif

#endif /* LIGHTLANE_H */
