/* Groups, settings, presets and measures for C++. Part of lightlane.hpp, where the conventions
 * stand. */
#ifndef LIGHTLANE_SETTINGS_HPP
#define LIGHTLANE_SETTINGS_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "lightlane_types.hpp"

namespace lightlane {

/** The row of a group by its id. Its text is static. */
inline lightlane_group_info group(std::int32_t id) {
  lightlane_group_info info = detail::sized<lightlane_group_info>();
  detail::Outcome outcome;
  outcome.require(lightlane_group_describe(id, &info, &outcome.error));
  return info;
}
/** Every group, in the order of the table. */
inline std::vector<lightlane_group_info> groups() {
  std::vector<lightlane_group_info> rows;
  for (std::size_t i = 0; i < lightlane_group_count(); ++i)
    rows.push_back(group(lightlane_group_at(i)));
  return rows;
}

#define LIGHTLANE_GROUP_TABLE(noun, plural, info_type, describe, at, find_in)                      \
  /** The row with an id. Its text is static. */                                                   \
  inline info_type noun(std::int32_t id) {                                                         \
    info_type info = detail::sized<info_type>();                                                   \
    detail::Outcome outcome;                                                                       \
    outcome.require(describe(id, &info, &outcome.error));                                          \
    return info;                                                                                   \
  }                                                                                                \
  /** The row of a group with a name. */                                                           \
  inline info_type noun(std::int32_t group, const std::string &name) {                             \
    std::int32_t id = 0;                                                                           \
    detail::Outcome outcome;                                                                       \
    outcome.require(find_in(group, name.c_str(), &id, &outcome.error));                            \
    return noun(id);                                                                               \
  }                                                                                                \
  /** Every row of a group. */                                                                     \
  inline std::vector<info_type> plural(std::int32_t group) {                                       \
    std::vector<info_type> rows;                                                                   \
    for (std::size_t i = 0; at(group, i) != 0; ++i)                                                \
      rows.push_back(noun(at(group, i)));                                                          \
    return rows;                                                                                   \
  }

LIGHTLANE_GROUP_TABLE(setting, settings, lightlane_setting_info, lightlane_setting_describe,
                      lightlane_setting_at, lightlane_setting_find)
LIGHTLANE_GROUP_TABLE(settings_preset, settings_presets, lightlane_preset_info,
                      lightlane_settings_preset_describe, lightlane_settings_preset_at,
                      lightlane_settings_preset_find)
LIGHTLANE_GROUP_TABLE(measure, measures, lightlane_measure_info, lightlane_measure_describe,
                      lightlane_measure_at, lightlane_measure_find)
#undef LIGHTLANE_GROUP_TABLE

/** A value of a setting: rows * columns numbers, row by row. */
struct Matrix {
  std::size_t rows, columns;
  std::vector<double> numbers;
};

/** The settings of one calculation, over a preset of its group. */
class Settings {
public:
  /** From the id of a preset, or from the defaults of the table. */
  explicit Settings(std::int32_t group, std::int32_t preset = 0) {
    detail::Outcome outcome;
    outcome.require(lightlane_settings_create(group, preset, handle_.out(), &outcome.error));
  }
  /** From the name of a preset, such as "100GBASE-KR". */
  Settings(std::int32_t group, const std::string &preset)
      : Settings(group, settings_preset(group, preset).id) {}

  /** An independent copy. */
  LIGHTLANE_NODISCARD Settings clone() const {
    Settings copy;
    detail::Outcome outcome;
    outcome.require(lightlane_settings_clone(handle(), copy.handle_.out(), &outcome.error));
    return copy;
  }

  /** Set a number. */
  Settings &set(std::int32_t setting, double number) { return set(setting, &number, 1, 1); }
  Settings &set(std::int32_t setting, std::int32_t number) {
    return set(setting, static_cast<double>(number));
  }
  /** Set a list of numbers. */
  Settings &set(std::int32_t setting, View<const double> list) {
    return set(setting, list.data(), 1, list.size());
  }
  /** Set a matrix of numbers. */
  Settings &set(std::int32_t setting, const Matrix &matrix) {
    if (matrix.numbers.size() != matrix.rows * matrix.columns)
      throw Error(LIGHTLANE_COUNT, std::to_string(matrix.numbers.size()) +
                                       " numbers in a matrix of " + std::to_string(matrix.rows) +
                                       " rows of " + std::to_string(matrix.columns));
    return set(setting, matrix.numbers.data(), matrix.rows, matrix.columns);
  }
  /** Set an expression, such as "[-0.34:0.02:0]", or the named value of a choice. */
  Settings &set(std::int32_t setting, const char *expression) {
    detail::Outcome outcome;
    outcome.require(lightlane_settings_set_text(handle(), setting, expression, &outcome.error));
    return *this;
  }
  Settings &set(std::int32_t setting, const std::string &expression) {
    return set(setting, expression.c_str());
  }
  /** Give a setting back the value of the preset. */
  Settings &reset(std::int32_t setting) {
    detail::Outcome outcome;
    outcome.require(lightlane_settings_reset(handle(), setting, &outcome.error));
    return *this;
  }
  /** Read a value. */
  LIGHTLANE_NODISCARD Matrix get(std::int32_t setting) const {
    Matrix value = Matrix();
    detail::Outcome outcome;
    outcome.require(
        lightlane_settings_shape(handle(), setting, &value.rows, &value.columns, &outcome.error));
    value.numbers.resize(value.rows * value.columns + 1);
    outcome.require(lightlane_settings_get(handle(), setting, value.numbers.data(),
                                           value.numbers.size(), &outcome.error));
    value.numbers.pop_back();
    return value;
  }
  /** Whether a value was set here. */
  bool is_own(std::int32_t setting) const noexcept {
    return lightlane_settings_is_own(handle(), setting) != 0;
  }
  /** A setting with its value and where that came from; empty when there is none. */
  LIGHTLANE_NODISCARD std::string note(std::int32_t setting) const {
    return text(lightlane_settings_note(handle(), setting));
  }
  /** What the text of a value meant unexpectedly; empty when nothing. */
  LIGHTLANE_NODISCARD std::string warning(std::int32_t setting) const {
    return text(lightlane_settings_warning(handle(), setting));
  }
  /** Ids of group and preset; no preset is 0. */
  std::int32_t group() const noexcept { return lightlane_settings_group(handle()); }
  std::int32_t preset() const noexcept { return lightlane_settings_preset(handle()); }
  /** The C handle, which stays this object's. */
  lightlane_settings *handle() const noexcept { return handle_.get(); }

private:
  Settings() = default;
  static std::string text(const char *line) { return line ? line : ""; }
  Settings &set(std::int32_t setting, const double *numbers, std::size_t rows,
                std::size_t columns) {
    detail::Outcome outcome;
    outcome.require(
        lightlane_settings_set(handle(), setting, numbers, rows, columns, &outcome.error));
    return *this;
  }

  detail::Owned<lightlane_settings, lightlane_settings_destroy> handle_;
};

} // namespace lightlane

#endif /* LIGHTLANE_SETTINGS_HPP */
