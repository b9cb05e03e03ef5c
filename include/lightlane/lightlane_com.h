/* Channel Operating Margin and effective return loss. Part of lightlane.h, where the conventions
 * stand.
 *
 * In thirty seconds:
 *
 *     lightlane_settings *settings = NULL;
 *     lightlane_network *thru = NULL, *fext = NULL;
 *     lightlane_report *report = NULL;
 *     if (lightlane_network_read("thru.s4p", 0, &thru, &error) ||
 *         lightlane_network_read("fext1.s4p", 0, &fext, &error) ||
 *         lightlane_settings_create(LIGHTLANE_GROUP_COM, LIGHTLANE_COM_PRESET_100GBASE_KR, &settings,
 *                                   &error) ||
 *         lightlane_com_report(settings, thru, (const lightlane_network *const *)&fext, 1, NULL, 0,
 *                              &report, &error))
 *       puts(error.message);
 */
#ifndef LIGHTLANE_COM_H
#define LIGHTLANE_COM_H

#include "lightlane_link.h"
#include "lightlane_network.h"
#include "lightlane_report.h"
#include "lightlane_settings.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Most aggressors of a channel. */
#define LIGHTLANE_COM_MAX_AGGRESSORS 256

/** Evaluate a channel of four ports with its far-end and near-end aggressors by settings of the group
 *  LIGHTLANE_GROUP_COM. A list may be NULL when its count is 0; all networks share the frequencies of
 *  `thru`, in hertz, and are brought to 50 ohm as the reference program does, or to the setting
 *  reference_ohm by the text's rules. *out is set to a report that lightlane_report_destroy frees; its
 *  scalars are the LIGHTLANE_COM_MEASURE_… of the worst package case (those without a meaning are left
 *  out), its arrays the margins of all cases, taps, pulses and the density of interference. Its notes
 *  say what was doubtful about the channel (warnings), which search was made, and where every setting
 *  came from. A closed eye, a channel without conversion between modes and any loss are answered,
 *  with warnings.
 *
 *  Fails with CONTRADICTION (settings that exclude each other, or are of another group; networks of
 *  other frequencies), COUNT (ports, frequencies, aggressors), OUT_OF_BOUNDS (a frequency step that
 *  asks for too many samples), NO_ANSWER (a reference that a network can not be brought to),
 *  NULL_POINTER; the setting at fault is in error->parameter, the aggressor in error->row, far ones
 *  counted first. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_com_report(
    const lightlane_settings *settings, const lightlane_network *thru,
    const lightlane_network *const *fext, size_t fext_count, const lightlane_network *const *next,
    size_t next_count, lightlane_report **out, lightlane_error *error);

/** The same, told and stopped on its way: options->progress hears how many settings of the equalisers
 *  are done of all package cases', every few hundred of them, and stops the evaluation by returning
 *  non-zero. options may be NULL; one thread is used, whatever options->threads says. Fails with
 *  CANCELLED, STRUCT_SIZE, UNSUPPORTED_FIELD, THREADS, and as lightlane_com_report; *out is then
 *  untouched. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_com_run(
    const lightlane_settings *settings, const lightlane_network *thru,
    const lightlane_network *const *fext, size_t fext_count, const lightlane_network *const *next,
    size_t next_count, const lightlane_run_options *options, lightlane_report **out,
    lightlane_error *error);

#ifdef __cplusplus
}
#endif

#endif /* LIGHTLANE_COM_H */
