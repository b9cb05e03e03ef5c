/* Electrical networks: scattering parameters from Touchstone files or arrays, their algebra, their
 * quality and their responses in time. Part of lightlane.h, where the conventions stand.
 *
 * A network has 1 to 16 ports, counted from zero here, at strictly rising frequencies from zero or
 * more on, and a reference impedance at each port. It is immutable: every operation gives a new
 * one. Complex numbers are pairs of doubles, real part first, as complex128 of NumPy and double
 * _Complex of C99; matrices lie row by row, those of one frequency behind those of the one before.
 * The entry [row][column] leads from the port `column` to the port `row`. Networks of several ports
 * in a chain have their left ports first, then their right ports. The values of a network take 2 GiB
 * at most. */
#ifndef LIGHTLANE_NETWORK_H
#define LIGHTLANE_NETWORK_H

#include "lightlane_report.h"

#ifdef __cplusplus
extern "C" {
#endif

/** An electrical network. Immutable. */
typedef struct lightlane_network lightlane_network;

/** Most ports of a network. */
#define LIGHTLANE_NETWORK_MAX_PORTS 16

/** What a wave is where a reference impedance is complex: power waves (Kurokawa), pseudo-waves
 *  (Marks and Williams) or travelling waves. Networks hold power waves unless a call says so. */
#define LIGHTLANE_WAVES_POWER 0
#define LIGHTLANE_WAVES_PSEUDO 1
#define LIGHTLANE_WAVES_TRAVELING 2

/** Parameters of lightlane_network_parameters; also of a Touchstone file. */
#define LIGHTLANE_PARAMETERS_SCATTERING 0
#define LIGHTLANE_PARAMETERS_ADMITTANCE 1
#define LIGHTLANE_PARAMETERS_IMPEDANCE 2
#define LIGHTLANE_PARAMETERS_HYBRID 3
#define LIGHTLANE_PARAMETERS_INVERSE_HYBRID 4
#define LIGHTLANE_PARAMETERS_TRANSFER 5

/** The curve between two frequencies, and what it runs through. */
#define LIGHTLANE_CURVE_LINEAR 0
#define LIGHTLANE_CURVE_CUBIC 1
#define LIGHTLANE_COORDINATES_CARTESIAN 0
#define LIGHTLANE_COORDINATES_POLAR 1

/** What lightlane_network_response drives a port with; REFLECTOMETRY is the impedance that a step
 *  finds along the port's line, ohm. */
#define LIGHTLANE_STIMULUS_IMPULSE 0
#define LIGHTLANE_STIMULUS_STEP 1
#define LIGHTLANE_STIMULUS_PULSE 2
#define LIGHTLANE_STIMULUS_REFLECTOMETRY 3

/** How a Touchstone file writes a complex number. */
#define LIGHTLANE_FORMAT_REAL_IMAGINARY 0
#define LIGHTLANE_FORMAT_MAGNITUDE_ANGLE 1
#define LIGHTLANE_FORMAT_DECIBEL_ANGLE 2

/** How lightlane_network_write writes; all zero is version 1.0 (1.1 where references differ) in
 *  hertz, scattering parameters in real and imaginary parts with every digit. Since 0.1. */
typedef struct lightlane_touchstone_style {
  uint32_t struct_size; /**< in: sizeof(lightlane_touchstone_style) */
  int32_t version;      /**< 0, or 10, 11, 20 or 21 */
  int32_t unit;         /**< power of ten of the frequencies: 0, 3, 6 or 9 */
  int32_t format;       /**< LIGHTLANE_FORMAT_… */
  int32_t parameter;    /**< LIGHTLANE_PARAMETERS_… but TRANSFER */
  int32_t digits;       /**< 1 to 17 significant digits; 0: as few as read back bit for bit */
  const char *comment;  /**< a line at the head, or NULL */
} lightlane_touchstone_style;

/* ---------------------------------------------------------------- making */

/** Read a Touchstone file, version 1.0, 1.1, 2.0 or 2.1. The number of ports of version 1 comes from
 *  `ports`, or from the extension .s1p to .s16p when `ports` is 0. Other parameters than scattering
 *  and mixed modes are converted to scattering parameters of single-ended ports. *out is freed by
 *  lightlane_network_destroy. The whole file never is in memory at once, whatever its size; a line
 *  has at most 1 MiB.
 *
 *  Fails with FILE (not opened, not read, not a regular file); FORMAT, NOT_FINITE, OUT_OF_BOUNDS,
 *  CONTRADICTION or COUNT for what the text says, with file, line and column in the message and the
 *  line in error->row; NO_ANSWER (parameters that no scattering matrix has); NULL_POINTER. [any
 *  thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_network_read(const char *path,
                                                                      int32_t ports,
                                                                      lightlane_network **out,
                                                                      lightlane_error *error);

/** Read Touchstone text in memory; `name` stands for the file in messages, and its extension
 *  counts; NULL for none. Fails as lightlane_network_read, but for FILE. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status
lightlane_network_parse(const void *text, size_t size, const char *name, int32_t ports,
                        lightlane_network **out, lightlane_error *error);

/** A network of `points` frequencies in hertz, `points` * `ports` * `ports` complex scattering
 *  parameters and `ports` complex reference impedances in ohm, NULL for 50; all are copied. Fails
 *  with COUNT, NOT_FINITE, OUT_OF_BOUNDS (frequencies that do not rise, an impedance without a
 *  positive real part), COLUMN (a misaligned array), NULL_POINTER; the frequency or port at fault
 *  is in error->row. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_network_create(
    const double *frequencies_hz, size_t points, size_t ports, const double *scattering,
    const double *impedances_ohm, lightlane_network **out, lightlane_error *error);

/** The same of other `parameters` (LIGHTLANE_PARAMETERS_… but the hybrid ones): impedances in ohm,
 *  admittances in siemens or transfer parameters, as lightlane_network_parameters gives them.
 *  `waves` tells what the network's scattering parameters are to be. Fails as
 *  lightlane_network_create, with NO_ANSWER where no scattering matrix has them, and OUT_OF_BOUNDS
 *  or NOT_APPLICABLE as lightlane_network_parameters. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_network_create_from(
    int32_t parameters, int32_t waves, const double *frequencies_hz, size_t points, size_t ports,
    const double *values, const double *impedances_ohm, lightlane_network **out,
    lightlane_error *error);

/** Free a network; NULL is fine. [one thread per object] Since 0.1. */
LIGHTLANE_API void lightlane_network_destroy(lightlane_network *network);

/** Write a Touchstone file over what is there; NULL style for the defaults. Noise that was read is
 *  written too. Fails with FILE, NOT_APPLICABLE (a complex reference impedance), CONTRADICTION (an
 *  extension of other ports, version 1.0 with several references), OUT_OF_BOUNDS, COUNT (hybrid
 *  parameters of other than 2 ports), NO_ANSWER (parameters that do not exist), NULL_POINTER,
 *  STRUCT_SIZE, UNSUPPORTED_FIELD. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status
lightlane_network_write(const lightlane_network *network, const char *path,
                        const lightlane_touchstone_style *style, lightlane_error *error);

/* ---------------------------------------------------------------- numbers */

/** Number of frequencies; 0 for NULL. [any thread] Since 0.1. */
LIGHTLANE_API size_t lightlane_network_points(const lightlane_network *network);

/** Number of ports; 0 for NULL. [any thread] Since 0.1. */
LIGHTLANE_API size_t lightlane_network_ports(const lightlane_network *network);

/** Frequencies in hertz, lightlane_network_points of them; NULL for NULL. Lives as long as the
 *  network. [any thread] Since 0.1. */
LIGHTLANE_API const double *lightlane_network_frequencies_hz(const lightlane_network *network);

/** Complex scattering parameters, points * ports * ports of them; NULL for NULL. Lives as long as
 *  the network. [any thread] Since 0.1. */
LIGHTLANE_API const double *lightlane_network_scattering(const lightlane_network *network);

/** Complex reference impedances in ohm, lightlane_network_ports of them; NULL for NULL. Lives as
 *  long as the network. [any thread] Since 0.1. */
LIGHTLANE_API const double *lightlane_network_impedances_ohm(const lightlane_network *network);

/** Other parameters of the network, points * ports * ports complex numbers, into `out` with room
 *  for `capacity` doubles: impedances in ohm, admittances in siemens, or the transfer parameters of
 *  a chain, waves (b, a) of the left ports from waves (a, b) of the right ones. `waves` tells what
 *  the network's scattering parameters are. Fails with COUNT (capacity too small, an odd number of
 *  ports for transfer parameters), NOT_APPLICABLE (hybrid parameters), OUT_OF_BOUNDS (no such
 *  parameters or waves), NO_ANSWER (they do not exist at a frequency), COLUMN, NULL_POINTER. [any
 *  thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status
lightlane_network_parameters(const lightlane_network *network, int32_t parameters, int32_t waves,
                             double *out, size_t capacity, lightlane_error *error);

/* ---------------------------------------------------------------- algebra */

/** `left` followed by `right`: the right ports of the one joined to the left ports of the other.
 *  Differences of their reference impedances are taken into account. Fails with COUNT (an odd
 *  number of ports), CONTRADICTION (different ports or frequencies), NO_ANSWER, NULL_POINTER. [any
 *  thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status
lightlane_network_cascade(const lightlane_network *left, const lightlane_network *right,
                          lightlane_network **out, lightlane_error *error);

/** What is left of a cascade when a network on its left, one on its right, or both are taken away;
 *  NULL for none. Fails as lightlane_network_cascade. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_network_deembed(
    const lightlane_network *network, const lightlane_network *left, const lightlane_network *right,
    lightlane_network **out, lightlane_error *error);

/** The same network with other complex reference impedances, one a port. `from` and `to` are the
 *  definitions of the waves (LIGHTLANE_WAVES_…) before and after. Fails with OUT_OF_BOUNDS (an
 *  impedance without a positive real part, no such waves), NOT_FINITE, NO_ANSWER, COLUMN,
 *  NULL_POINTER. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_network_renormalize(
    const lightlane_network *network, const double *impedances_ohm, int32_t from, int32_t to,
    lightlane_network **out, lightlane_error *error);

/** Differential and common ports of `pair_count` pairs of ports (positive, negative, …): first the
 *  differential port of each pair, then their common ports, then the ports of no pair. References
 *  are twice and half of a pair's. Fails with COUNT (no such port), DUPLICATE (a port in two pairs),
 *  NO_ANSWER, COLUMN, NULL_POINTER; the pair at fault is in error->row. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status
lightlane_network_mixed_mode(const lightlane_network *network, const int32_t *pairs,
                             size_t pair_count, lightlane_network **out, lightlane_error *error);

/** The inverse of lightlane_network_mixed_mode with the same pairs. Fails as it. [any thread]
 *  Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status
lightlane_network_single_ended(const lightlane_network *network, const int32_t *pairs,
                               size_t pair_count, lightlane_network **out, lightlane_error *error);

/** The network of `count` of the ports, in the order given; the others are matched. Fails with COUNT
 *  (no such port, none or too many), DUPLICATE, COLUMN, NULL_POINTER; the item at fault is in
 *  error->row. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status
lightlane_network_subnetwork(const lightlane_network *network, const int32_t *ports, size_t count,
                             lightlane_network **out, lightlane_error *error);

/** The network at `points` other frequencies within its own, by a LIGHTLANE_CURVE_… through
 *  LIGHTLANE_COORDINATES_…. Fails with COUNT (no frequency, too many, fewer than 4 for a cubic),
 *  OUT_OF_BOUNDS (outside the network, not rising, no such curve or coordinates), NOT_FINITE,
 *  COLUMN, NULL_POINTER; the frequency at fault is in error->row. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_network_interpolate(
    const lightlane_network *network, const double *frequencies_hz, size_t points, int32_t curve,
    int32_t coordinates, lightlane_network **out, lightlane_error *error);

/** The network with a point at zero and no gap below its first frequency: magnitude and phase of
 *  the first two points go on in a line, and the point at zero is real. Fails with COUNT (one
 *  frequency), OUT_OF_BOUNDS (a gap of too many steps), NULL_POINTER. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_network_extrapolate(
    const lightlane_network *network, lightlane_network **out, lightlane_error *error);

/** The frequencies from `from_hz` to `to_hz` of the network. Fails with OUT_OF_BOUNDS (none),
 *  NULL_POINTER. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status
lightlane_network_crop(const lightlane_network *network, double from_hz, double to_hz,
                       lightlane_network **out, lightlane_error *error);

/* ---------------------------------------------------------------- reports */

/** The quality of a network: passivity, reciprocity and causality in percent by the formulas of IEEE
 *  370 in the frequency domain, the largest singular value and the reciprocity error at each
 *  frequency, the largest step of phase, the noise of a two-port that was read with it, and as notes
 *  warnings (not passive, not reciprocal, too coarse, too short …) and what the reader took for
 *  granted. No network is refused. It has no scalars. Fails with NULL_POINTER. [any thread] Since
 *  0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_network_report(
    const lightlane_network *network, lightlane_report **out, lightlane_error *error);

/** The response in time at port `row` to a LIGHTLANE_STIMULUS_… at port `column`; of REFLECTOMETRY
 *  both must be the same port. `width_s` is that of a pulse, `rise_time_s` the 20 to 80 % rise time
 *  of a Gaussian filter, 0 for none, `samples` the least number of samples, 0 for as many as the
 *  frequencies give. The report has the arrays time_s and response, and notes on extrapolation to
 *  zero and on uneven frequencies, which are interpolated. The first sample lies an eighth of the
 *  duration before the stimulus. Fails with COUNT (no such port, one frequency, too many samples),
 *  OUT_OF_BOUNDS, CONTRADICTION (reflectometry between two ports), NOT_APPLICABLE (reflectometry
 *  against a complex reference impedance), NULL_POINTER. [any thread] Since 0.1. */
LIGHTLANE_API LIGHTLANE_CHECK lightlane_status lightlane_network_response(
    const lightlane_network *network, size_t row, size_t column, int32_t stimulus, double width_s,
    double rise_time_s, size_t samples, lightlane_report **out, lightlane_error *error);

#ifdef __cplusplus
}
#endif

#endif /* LIGHTLANE_NETWORK_H */
