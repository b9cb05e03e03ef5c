/* Forward error correction: what codes leave of errors, and a coder that does it. Part of
 * lightlane.h, where the conventions stand. */
#ifndef LIGHTLANE_FEC_H
#define LIGHTLANE_FEC_H

#include "lightlane_report.h"
#include "lightlane_settings.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What the codes leave of the errors that settings of LIGHTLANE_GROUP_FEC describe. Scalars are the
 *  group's measures, at the first bit error ratio; arrays are curves over all of them and, where
 *  asked for, the budget of the segments and the drawn codewords. Notes tell warnings, the model,
 *  and every setting with where it came from. *out is set to a report that lightlane_report_destroy
 *  frees. Fails with CONTRADICTION (settings that exclude each other, or of another group), COUNT,
 *  NULL_POINTER. [one thread per object: the settings] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_fec_report(
    const lightlane_settings *settings, lightlane_report **out, lightlane_error *error);

/** A Reed-Solomon encoder and decoder over GF(2^10), x^10 + x^3 + 1, with the generator of IEEE
 *  802.3 clauses 91 and 119. Immutable; holds about 150 kB. */
typedef struct lightlane_reed_solomon lightlane_reed_solomon;

/** What lightlane_reed_solomon_decode writes for a word that it can not correct. */
#define LIGHTLANE_UNCORRECTABLE (-1)

/** Make a coder of `length` symbols with `dimension` message symbols: (544, 514), (528, 514), or
 *  another with length 3 to 1023 and an even number of parity symbols, 2 to 30. *out is set to a
 *  handle that lightlane_reed_solomon_destroy frees. Fails with OUT_OF_BOUNDS, NULL_POINTER. [any
 *  thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_reed_solomon_create(
    uint32_t length, uint32_t dimension, lightlane_reed_solomon **out, lightlane_error *error);

/** Free a coder; NULL is fine. [one thread per object] Since 0.1. */
LIGHTLANE_API void lightlane_reed_solomon_destroy(lightlane_reed_solomon *coder);

/** Encode `count` messages, one behind the other, into as many words: the message symbols, the first
 *  sent first, then the parity symbols. Symbols are 0 to 1023. `words` has room for count * length
 *  symbols and does not overlap `messages`. Fails with OUT_OF_BOUNDS (a symbol above 1023; its place
 *  over all messages is in error->row), OVERLAP, COUNT (more than 2^40 symbols), COLUMN
 *  (misaligned), NULL_POINTER. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status
lightlane_reed_solomon_encode(const lightlane_reed_solomon *coder, const uint16_t *messages,
                              size_t count, uint16_t *words, lightlane_error *error);

/** Correct `count` words in place, one behind the other, and write for each how many symbols were
 *  corrected, or LIGHTLANE_UNCORRECTABLE for a word with more errors than the code corrects, which
 *  stays as it came. A word within reach of another codeword is decoded to that one, which no
 *  decoder can know: measure miscorrection_ratio. Fails with OUT_OF_BOUNDS (a symbol above 1023; its
 *  place over all words is in error->row), COUNT (more than 2^40 symbols), COLUMN (misaligned),
 *  NULL_POINTER. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status
lightlane_reed_solomon_decode(const lightlane_reed_solomon *coder, uint16_t *words, size_t count,
                              int32_t *corrected, lightlane_error *error);

/** Correct one word of which the symbols at `erasure_count` places (from 0, the first sent) are
 *  known to be unreliable: every e other errors and s erasures with 2 e + s within the parity. Writes
 *  how many symbols outside the erasures were corrected, or LIGHTLANE_UNCORRECTABLE. Fails as
 *  lightlane_reed_solomon_decode, and with OUT_OF_BOUNDS or DUPLICATE for a place (in error->row),
 *  COUNT (more places than the word has). [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_reed_solomon_decode_erasures(
    const lightlane_reed_solomon *coder, uint16_t *word, const uint32_t *erasures,
    size_t erasure_count, int32_t *corrected, lightlane_error *error);

#ifdef __cplusplus
}
#endif

#endif /* LIGHTLANE_FEC_H */
