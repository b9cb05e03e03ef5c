/* What every header of the contract shares: the marks of a declaration, status, error, the rows of
 * the tables and columns of numbers. Part of lightlane.h, where the conventions stand. */
#ifndef LIGHTLANE_TYPES_H
#define LIGHTLANE_TYPES_H

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

/** Zero, or one of the positive LIGHTLANE_… status codes of lightlane_tables.h. Codes never
 *  change meaning. */
typedef int32_t lightlane_status;

/** What went wrong: filled by a call that fails, untouched by one that succeeds. Since 0.1. */
typedef struct lightlane_error {
  uint32_t struct_size;    /**< in: sizeof(lightlane_error) */
  lightlane_status status; /**< the code the call returned */
  int32_t parameter;       /**< id of the parameter, setting, metric or measure at fault, or 0 */
  int32_t reserved;        /**< zero */
  int64_t row;             /**< index of the row, column or item at fault, -1 when none is */
  char message[256];       /**< one UTF-8 line, always terminated */
} lightlane_error;

/** Name of a status code without its prefix, such as "OUT_OF_BOUNDS"; NULL for a code that does
 *  not exist. Static. [any thread] Since 0.1. */
LIGHTLANE_API const char *lightlane_status_name(lightlane_status status);

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

#ifdef __cplusplus
}
#endif

#endif /* LIGHTLANE_TYPES_H */
