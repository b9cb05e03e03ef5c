/* The 10 Gigabit Ethernet link model. Part of lightlane.h, where the conventions stand.
 *
 * The spreadsheet that 10GBASE-S, -L, -E and -LX4 were budgeted with, 10GEPBud3_1_16a of 2001, as a
 * compatible mode: its numbers, digit for digit, for binary links whose edges are Gaussian. It has
 * inputs and sheets of its own, by the LIGHTLANE_TEN_GIGABIT_… ids of lightlane_tables.h, and
 * shares nothing with links and plans but the report. A sheet is a preset of this model. */
#ifndef LIGHTLANE_TEN_GIGABIT_H
#define LIGHTLANE_TEN_GIGABIT_H

#include "lightlane_report.h"

#ifdef __cplusplus
extern "C" {
#endif

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

#endif /* LIGHTLANE_TEN_GIGABIT_H */
