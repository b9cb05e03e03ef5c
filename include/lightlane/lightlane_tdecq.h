/* TDECQ, TECQ and SECQ of a captured waveform. Part of lightlane.h, where the conventions stand.
 *
 * In thirty seconds:
 *
 *     lightlane_settings *settings = NULL;
 *     lightlane_report *report = NULL;
 *     if (lightlane_settings_create(LIGHTLANE_GROUP_TDECQ, LIGHTLANE_TDECQ_PRESET_100GBASE_FR1,
 *                                   &settings, &error) ||
 *         lightlane_tdecq_report(settings, power, count, 16, NULL, 0, &report, &error))
 *       puts(error.message);
 */
#ifndef LIGHTLANE_TDECQ_H
#define LIGHTLANE_TDECQ_H

#include "lightlane_report.h"
#include "lightlane_settings.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Most samples of a waveform. */
#define LIGHTLANE_TDECQ_MAX_SAMPLES 134217728
/** Most symbols of a pattern. */
#define LIGHTLANE_TDECQ_MAX_SYMBOLS 16777216

/** Measure `count` samples of optical power, in watts, taken `samples_per_symbol` to a symbol (2 to
 *  4096, whole or not), by settings of the group LIGHTLANE_GROUP_TDECQ. They carry the pattern of the
 *  setting `pattern`, or the `symbol_count` symbols, each 0 to 3, that are one period of another;
 *  `symbols` may be NULL when its count is 0. Where in the pattern the samples begin is found, as is
 *  inverted polarity. *out is set to a report that lightlane_report_destroy frees; its scalars are
 *  the LIGHTLANE_TDECQ_MEASURE_… (those without a meaning are left out), its arrays taps,
 *  thresholds, levels, both histograms and the density of the equalised eye. Its notes are warnings
 *  and where every setting came from. A closed eye, and a pattern without all four levels, are
 *  answered without the penalty, with a warning.
 *
 *  Fails with PATTERN (the samples do not follow the pattern), COUNT (samples, symbols),
 *  NOT_FINITE, OUT_OF_BOUNDS (a sample, which is error->row; samples_per_symbol; a symbol),
 *  CONTRADICTION (symbols and a pattern of the caller; places of the largest tap; scope_noise_w
 *  above what an ideal signal bears; settings of another group), NO_ANSWER (no outer OMA, no equaliser), COLUMN, NULL_POINTER. [any thread]
 *  Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status
lightlane_tdecq_report(const lightlane_settings *settings, const double *power, size_t count,
                       double samples_per_symbol, const uint8_t *symbols, size_t symbol_count,
                       lightlane_report **out, lightlane_error *error);

/** One period of a pattern of the setting `pattern`, LIGHTLANE_TDECQ_PATTERN_…, as symbols 0 to 3.
 *  *count is set to how many they are; they are written where `capacity` is not below that. With a
 *  capacity of 0, for which symbols may be NULL, only the count is told. Fails with OUT_OF_BOUNDS (no
 *  such pattern), COUNT (capacity), NULL_POINTER. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_tdecq_pattern(
    int32_t pattern, uint8_t *symbols, size_t capacity, size_t *count, lightlane_error *error);

#ifdef __cplusplus
}
#endif

#endif /* LIGHTLANE_TDECQ_H */
