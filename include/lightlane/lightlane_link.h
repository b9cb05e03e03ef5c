/* Links and plans, with the tables of their parameters, metrics and presets. Part of lightlane.h,
 * where the conventions stand. */
#ifndef LIGHTLANE_LINK_H
#define LIGHTLANE_LINK_H

#include "lightlane_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A description of one link: numbered parameters over a preset. Mutable. */
typedef struct lightlane_link lightlane_link;
/** A validated, immutable, precomputed link with its varying parameters and wanted metrics. */
typedef struct lightlane_plan lightlane_plan;
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

#define LIGHTLANE_MAX_THREADS 1024u
#define LIGHTLANE_MAX_ROWS (UINT64_C(1) << 40)

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

#ifdef __cplusplus
}
#endif

#endif /* LIGHTLANE_LINK_H */
