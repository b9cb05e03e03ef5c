/* Reports for C++, and the sheets of the 10 Gigabit Ethernet link spreadsheet. Part of lightlane.hpp,
 * where the conventions stand. */
#ifndef LIGHTLANE_REPORT_HPP
#define LIGHTLANE_REPORT_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "lightlane_link.hpp"
#include "lightlane_settings.hpp"

namespace lightlane {

/** Every sheet of the 10 Gigabit Ethernet link spreadsheet. */
inline std::vector<lightlane_preset_info> ten_gigabit_sheets() {
  std::vector<lightlane_preset_info> rows;
  for (std::size_t i = 0; i < lightlane_ten_gigabit_sheet_count(); ++i) {
    rows.push_back(detail::sized<lightlane_preset_info>());
    detail::Outcome outcome;
    outcome.require(lightlane_ten_gigabit_sheet_describe(i, &rows.back(), &outcome.error));
  }
  return rows;
}

/** Every input of such a sheet, its value as the default. */
inline std::vector<lightlane_parameter_info> ten_gigabit_inputs(std::int32_t sheet) {
  std::vector<lightlane_parameter_info> rows;
  for (std::size_t i = 0; i < lightlane_ten_gigabit_input_count(); ++i) {
    rows.push_back(detail::sized<lightlane_parameter_info>());
    detail::Outcome outcome;
    outcome.require(lightlane_ten_gigabit_input_describe(sheet, i, &rows.back(), &outcome.error));
  }
  return rows;
}

/** One number of a report. */
struct Scalar {
  std::int32_t metric;
  double value;
};

/** One named array of a report, copied out of it. */
struct Array {
  std::string name, unit, doc;
  std::vector<double> values;
  /** As many as values when it is a ladder or a breakdown, otherwise none. */
  std::vector<std::string> labels;
};

/** Everything there is to say about one link. */
class Report {
public:
  explicit Report(const Link &link) {
    detail::Outcome outcome;
    outcome.require(lightlane_report_create(link.handle(), handle_.out(), &outcome.error));
  }
  /** A sheet of the 10 Gigabit Ethernet link spreadsheet, with some of its inputs set, at lengths
   *  of fibre (none: the target reach). It has columns as arrays, and no scalars. */
  static Report ten_gigabit(std::int32_t sheet,
                            View<const double> lengths_km = View<const double>(),
                            View<const std::pair<std::int32_t, double>> inputs =
                                View<const std::pair<std::int32_t, double>>()) {
    std::vector<std::int32_t> ids;
    std::vector<double> values;
    for (const auto &item : inputs) {
      ids.push_back(item.first);
      values.push_back(item.second);
    }
    Report report;
    detail::Outcome outcome;
    outcome.require(lightlane_ten_gigabit_report(sheet, ids.data(), values.data(), ids.size(),
                                                 lengths_km.data(), lengths_km.size(),
                                                 report.handle_.out(), &outcome.error));
    return report;
  }

  /** Take over a handle that a C call made. */
  static Report take(lightlane_report *handle) noexcept {
    Report report;
    *report.handle_.out() = handle;
    return report;
  }

  LIGHTLANE_NODISCARD std::vector<Scalar> scalars() const {
    std::vector<Scalar> all(lightlane_report_scalar_count(handle()));
    detail::Outcome outcome;
    for (std::size_t i = 0; i < all.size(); ++i)
      outcome.require(
          lightlane_report_scalar(handle(), i, &all[i].metric, &all[i].value, &outcome.error));
    return all;
  }
  /** The value of one metric. */
  double value(std::int32_t metric) const {
    for (const Scalar &scalar : scalars())
      if (scalar.metric == metric)
        return scalar.value;
    throw Error(LIGHTLANE_UNKNOWN_METRIC, "no metric " + std::to_string(metric) + " in the report");
  }
  LIGHTLANE_NODISCARD std::vector<Array> arrays() const {
    std::vector<Array> all;
    for (std::size_t i = 0; i < lightlane_report_array_count(handle()); ++i)
      all.push_back(array(i));
    return all;
  }
  /** One line a note: warnings, and every value that is not the user's own. */
  LIGHTLANE_NODISCARD std::vector<std::string> notes() const {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < lightlane_report_note_count(handle()); ++i)
      all.push_back(lightlane_report_note(handle(), i));
    return all;
  }
  /** The C handle, which stays this object's. */
  lightlane_report *handle() const noexcept { return handle_.get(); }

private:
  Report() = default;
  Array array(std::size_t index) const {
    lightlane_array_info info = detail::sized<lightlane_array_info>();
    detail::Outcome outcome;
    outcome.require(lightlane_report_array_describe(handle(), index, &info, &outcome.error));
    Array result;
    result.name = info.name;
    result.unit = info.unit;
    result.doc = info.doc;
    result.values.resize(info.count);
    outcome.require(lightlane_report_array_copy(handle(), index, result.values.data(), info.count,
                                                &outcome.error));
    for (std::size_t item = 0; info.labelled && item < info.count; ++item)
      result.labels.push_back(lightlane_report_array_label(handle(), index, item));
    return result;
  }

  detail::Owned<lightlane_report, lightlane_report_destroy> handle_;
};

} // namespace lightlane

#endif /* LIGHTLANE_REPORT_HPP */
