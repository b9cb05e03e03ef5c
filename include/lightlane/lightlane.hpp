/* Lightlane for C++: header-only RAII over lightlane.h. C++11; nothing to link but liblightlane.
 *
 *     lightlane::Link link("lpo");
 *     link.set(LIGHTLANE_PARAMETER_HOST_TX_CHANNEL_LOSS_DB, 12.0);
 *     lightlane::Plan plan(link, {LIGHTLANE_PARAMETER_FIBER_LENGTH_M},
 *                          {LIGHTLANE_METRIC_MARGIN_DB});
 *     std::vector<double> length_m = {10, 500, 2000}, margin_db(3);
 *     plan.run({length_m}, {margin_db});
 *
 * Conventions, beyond those of lightlane.h:
 *
 *   Errors     A call that fails throws lightlane::Error and changes nothing. A bad row of a run
 *              does not throw: it is NaN in every output, with its code in the row status.
 *   Handles    Link, Plan and Report are move-only and free what they hold. A moved-from object may
 *              be destroyed or assigned to; its other calls throw LIGHTLANE_NULL_POINTER or answer
 *              with nothing.
 *   Views      View<T> is a pointer and a count that the caller keeps alive. It is made from a
 *              std::vector, std::array, std::span, C array or anything else with data() and size(),
 *              so all of these can be passed.
 *   Threads    As tagged in lightlane.h: one Plan or Report may be used by many threads, one Link
 *              by one at a time.
 */
#ifndef LIGHTLANE_HPP
#define LIGHTLANE_HPP

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "lightlane.h"

#if defined(__has_cpp_attribute)
#if __has_cpp_attribute(nodiscard) && __cplusplus >= 201703L
#define LIGHTLANE_NODISCARD [[nodiscard]]
#endif
#endif
#ifndef LIGHTLANE_NODISCARD
#define LIGHTLANE_NODISCARD
#endif

namespace lightlane {

/** A call that failed. what() is the one-line message with the value and the bounds it broke. */
class Error : public std::runtime_error {
public:
  explicit Error(const lightlane_error &error)
      : std::runtime_error(error.message), status_(error.status), parameter_(error.parameter),
        row_(error.row) {}
  Error(lightlane_status status, const std::string &message)
      : std::runtime_error(message), status_(status), parameter_(0), row_(-1) {}

  /** The LIGHTLANE_... code. */
  lightlane_status status() const noexcept { return status_; }
  /** Id of the parameter or metric at fault, 0 when none is. */
  std::int32_t parameter() const noexcept { return parameter_; }
  /** Index of the row, column or item at fault, -1 when none is. */
  std::int64_t row() const noexcept { return row_; }
  /** Name of the code, such as "OUT_OF_BOUNDS". */
  const char *status_name() const noexcept {
    const char *name = lightlane_status_name(status_);
    return name ? name : "";
  }

private:
  lightlane_status status_;
  std::int32_t parameter_;
  std::int64_t row_;
};

namespace detail {

/** A C error struct that throws itself when the status it is shown is not OK. */
struct Outcome {
  lightlane_error error;
  Outcome() : error() { error.struct_size = sizeof error; }
  void require(lightlane_status status) const {
    if (status != LIGHTLANE_OK)
      throw Error(error);
  }
};

template <class T> T sized() {
  T value = T();
  value.struct_size = sizeof value;
  return value;
}

template <class Handle, void (*destroy)(Handle *)> class Owned {
public:
  Owned() noexcept : handle_(nullptr) {}
  ~Owned() { destroy(handle_); }
  Owned(Owned &&other) noexcept : handle_(other.handle_) { other.handle_ = nullptr; }
  Owned &operator=(Owned &&other) noexcept {
    if (this != &other) {
      destroy(handle_);
      handle_ = other.handle_;
      other.handle_ = nullptr;
    }
    return *this;
  }
  Owned(const Owned &) = delete;
  Owned &operator=(const Owned &) = delete;
  Handle *get() const noexcept { return handle_; }
  Handle **out() noexcept { return &handle_; }

private:
  Handle *handle_;
};

} // namespace detail

/** A pointer and a count over memory that somebody else keeps: a std::span for C++11. */
template <class T> class View {
public:
  View() noexcept : data_(nullptr), size_(0) {}
  View(T *data, std::size_t size) noexcept : data_(data), size_(size) {}
  template <std::size_t N> View(T (&array)[N]) noexcept : data_(array), size_(N) {}
  template <class C,
            class = typename std::enable_if<
                !std::is_same<typename std::decay<C>::type, View>::value &&
                std::is_convertible<decltype(std::declval<C &>().data()), T *>::value>::type>
  View(C &&container) : data_(container.data()), size_(container.size()) {}
  /** For arguments only: the list ends with the call. */
  template <class U = T, class = typename std::enable_if<std::is_const<U>::value>::type>
  View(std::initializer_list<typename std::remove_const<U>::type> list) noexcept
      : data_(nullptr), size_(list.size()) {
    data_ = list.begin();
  }

  T *data() const noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }
  T &operator[](std::size_t index) const { return data_[index]; }
  T *begin() const noexcept { return data_; }
  T *end() const noexcept { return data_ + size_; }

private:
  T *data_;
  std::size_t size_;
};

/* ---------------------------------------------------------------- version and tables */

/** Whether the loaded library is at least as new as this header, within the same major version. */
inline bool version_fits() noexcept {
  const std::uint32_t loaded = lightlane_version_number();
  return loaded / 1000000u == LIGHTLANE_VERSION_NUMBER / 1000000u &&
         loaded >= LIGHTLANE_VERSION_NUMBER;
}

/** Version of the loaded library, such as "0.1.0". */
inline std::string version() {
  return lightlane_version();
}
/** Compiler, target and numeric build of the loaded library, one line. */
inline std::string build_info() {
  return lightlane_build_info();
}

#define LIGHTLANE_TABLE(noun, plural)                                                              \
  /** The row of the table with an id. Its text is static. */                                      \
  inline lightlane_##noun##_info noun(std::int32_t id) {                                           \
    lightlane_##noun##_info info = detail::sized<lightlane_##noun##_info>();                       \
    detail::Outcome outcome;                                                                       \
    outcome.require(lightlane_##noun##_describe(id, &info, &outcome.error));                       \
    return info;                                                                                   \
  }                                                                                                \
  /** The row of the table with a name. Its text is static. */                                     \
  inline lightlane_##noun##_info noun(const std::string &name) {                                   \
    std::int32_t id = 0;                                                                           \
    detail::Outcome outcome;                                                                       \
    outcome.require(lightlane_##noun##_find(name.c_str(), &id, &outcome.error));                   \
    return noun(id);                                                                               \
  }                                                                                                \
  /** Every row of the table, in its order. */                                                     \
  inline std::vector<lightlane_##noun##_info> plural() {                                           \
    std::vector<lightlane_##noun##_info> rows;                                                     \
    for (std::size_t i = 0; i < lightlane_##noun##_count(); ++i)                                   \
      rows.push_back(noun(lightlane_##noun##_at(i)));                                              \
    return rows;                                                                                   \
  }

LIGHTLANE_TABLE(parameter, parameters)
LIGHTLANE_TABLE(metric, metrics)
LIGHTLANE_TABLE(preset, presets)
#undef LIGHTLANE_TABLE

/** Names of the values of a choice parameter, from 0 on; empty for other kinds. */
inline std::vector<std::string> choices(std::int32_t parameter) {
  std::vector<std::string> names;
  for (std::uint32_t value = 0;; ++value) {
    const char *name = lightlane_parameter_choice_name(parameter, value);
    if (!name)
      return names;
    names.push_back(name);
  }
}

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

/** A value that a preset gives, and where it comes from. */
struct PresetValue {
  double value;
  std::string source;
};

inline PresetValue preset_value(std::int32_t preset, std::int32_t parameter) {
  PresetValue result;
  const char *source = nullptr;
  detail::Outcome outcome;
  outcome.require(
      lightlane_preset_value(preset, parameter, &result.value, &source, &outcome.error));
  result.source = source ? source : "";
  return result;
}

/* ---------------------------------------------------------------- link */

/** A description of one link: numbered parameters over a preset. */
class Link {
public:
  explicit Link(std::int32_t preset) {
    detail::Outcome outcome;
    outcome.require(lightlane_link_create(preset, handle_.out(), &outcome.error));
  }
  /** From the name of a preset, such as "lpo". */
  explicit Link(const std::string &preset) : Link(lightlane::preset(preset).id) {}

  /** An independent copy. */
  LIGHTLANE_NODISCARD Link clone() const {
    Link copy;
    detail::Outcome outcome;
    outcome.require(lightlane_link_clone(handle(), copy.handle_.out(), &outcome.error));
    return copy;
  }

  /** Set a parameter, in its unit. */
  Link &set(std::int32_t parameter, double value) {
    detail::Outcome outcome;
    outcome.require(lightlane_link_set(handle(), parameter, value, &outcome.error));
    return *this;
  }
  /** Set several, all or none. The item at fault is in Error::row(). */
  Link &set(View<const std::pair<std::int32_t, double>> values) {
    std::vector<std::int32_t> parameters;
    std::vector<double> numbers;
    for (const auto &item : values) {
      parameters.push_back(item.first);
      numbers.push_back(item.second);
    }
    detail::Outcome outcome;
    outcome.require(lightlane_link_set_many(handle(), parameters.data(), numbers.data(),
                                            parameters.size(), &outcome.error));
    return *this;
  }
  /** Give a parameter back the value of the preset. */
  Link &reset(std::int32_t parameter) {
    detail::Outcome outcome;
    outcome.require(lightlane_link_reset(handle(), parameter, &outcome.error));
    return *this;
  }
  /** Read a parameter, in its unit. */
  double get(std::int32_t parameter) const {
    double value = 0;
    detail::Outcome outcome;
    outcome.require(lightlane_link_get(handle(), parameter, &value, &outcome.error));
    return value;
  }
  /** Id of the preset it was made from. */
  std::int32_t preset() const noexcept { return lightlane_link_preset(handle()); }
  /** The C handle, which stays this object's. */
  lightlane_link *handle() const noexcept { return handle_.get(); }

private:
  Link() = default;
  detail::Owned<lightlane_link, lightlane_link_destroy> handle_;
};

/* ---------------------------------------------------------------- plan */

/** How to run a plan. */
struct RunOptions {
  /** 0 or 1: the calling thread. */
  std::uint32_t threads = 1;
  /** Told rows done and rows in all, on the calling thread; true stops the run, which then throws
   *  LIGHTLANE_CANCELLED. What it throws itself stops the run too and comes out of run(). */
  std::function<bool(std::uint64_t, std::uint64_t)> progress;
};

/** What a run that makes its own columns gives back. */
struct Rows {
  /** One vector a metric, in the plan's order. */
  std::vector<std::vector<double>> columns;
  /** LIGHTLANE_OK or the code of each row. */
  std::vector<std::int32_t> status;
  std::size_t size() const noexcept { return status.size(); }
};

/** A validated, immutable link with its varying parameters and wanted metrics; many threads may
 *  share it. */
class Plan {
public:
  Plan(const Link &link, View<const std::int32_t> varying, View<const std::int32_t> metrics)
      : varying_(varying.size()), metrics_(metrics.size()) {
    detail::Outcome outcome;
    outcome.require(lightlane_plan_create(link.handle(), varying.data(), varying.size(),
                                          metrics.data(), metrics.size(), handle_.out(),
                                          &outcome.error));
  }

  /** Number of varying parameters, which is that of the input columns. */
  std::size_t varying_count() const noexcept { return varying_; }
  /** Number of metrics, which is that of the output columns. */
  std::size_t metric_count() const noexcept { return metrics_; }

  /** One row: the varying parameters in, the metrics out. A row without an answer throws. */
  void evaluate(View<const double> in, View<double> out) const {
    if (in.size() != varying_ || out.size() != metrics_)
      throw Error(LIGHTLANE_COUNT, "a row of " + counts(in.size(), out.size()) + plan_has());
    detail::Outcome outcome;
    outcome.require(lightlane_plan_evaluate(handle(), in.data(), out.data(), &outcome.error));
  }
  /** One row, its metrics returned. */
  LIGHTLANE_NODISCARD std::vector<double> evaluate(View<const double> in) const {
    std::vector<double> out(metrics_);
    evaluate(in, out);
    return out;
  }

  /** Rows over the caller's contiguous columns. Every output has one item a row; an input has as
   *  many, or one that all rows share. `status` is empty or has one item a row. */
  void run(View<const View<const double>> inputs, View<const View<double>> outputs,
           View<std::int32_t> status = View<std::int32_t>(),
           const RunOptions &options = RunOptions()) const {
    const std::size_t rows = outputs.empty() ? 0 : outputs[0].size();
    std::vector<lightlane_column> in, out;
    for (const View<const double> &input : inputs) {
      if (input.size() != rows && input.size() != 1)
        throw uneven("an input", input.size(), rows);
      const std::int64_t stride = input.size() == 1 ? 0 : 8;
      in.push_back(lightlane_column{const_cast<double *>(input.data()), stride});
    }
    for (const View<double> &output : outputs) {
      if (output.size() != rows)
        throw uneven("an output", output.size(), rows);
      out.push_back(lightlane_column{output.data(), 8});
    }
    if (!status.empty() && status.size() != rows)
      throw uneven("the row status", status.size(), rows);
    const lightlane_column codes = {status.data(), 4};
    run(rows, in, out, status.empty() ? nullptr : &codes, options);
  }

  /** Rows over columns made here, as many as the longest input has (1 without inputs). */
  LIGHTLANE_NODISCARD Rows run(View<const View<const double>> inputs,
                               const RunOptions &options = RunOptions()) const {
    std::size_t rows = inputs.empty() ? 1 : 0;
    for (const View<const double> &input : inputs)
      rows = input.size() > rows ? input.size() : rows;
    Rows result;
    result.columns.assign(metrics_, std::vector<double>(rows));
    result.status.assign(rows, LIGHTLANE_OK);
    const std::vector<View<double>> outputs(result.columns.begin(), result.columns.end());
    run(inputs, outputs, result.status, options);
    return result;
  }

  /** Rows over strided columns, as lightlane_plan_run takes them. */
  void run(std::uint64_t rows, View<const lightlane_column> inputs,
           View<const lightlane_column> outputs, const lightlane_column *status = nullptr,
           const RunOptions &options = RunOptions()) const {
    Watch watch = {&options, nullptr};
    lightlane_run_options c_options = detail::sized<lightlane_run_options>();
    c_options.threads = options.threads;
    c_options.progress = options.progress ? &Watch::told : nullptr;
    c_options.user = &watch;
    detail::Outcome outcome;
    const lightlane_status code =
        lightlane_plan_run(handle(), rows, inputs.data(), inputs.size(), outputs.data(),
                           outputs.size(), status, &c_options, &outcome.error);
    if (watch.thrown)
      std::rethrow_exception(watch.thrown);
    outcome.require(code);
  }

  /** The C handle, which stays this object's. */
  lightlane_plan *handle() const noexcept { return handle_.get(); }

private:
  /** Carries an exception of the caller's callable past the C frames. */
  struct Watch {
    const RunOptions *options;
    std::exception_ptr thrown;
    static std::int32_t told(void *user, std::uint64_t done, std::uint64_t total) {
      Watch *watch = static_cast<Watch *>(user);
      try {
        return watch->options->progress(done, total) ? 1 : 0;
      } catch (...) {
        watch->thrown = std::current_exception();
        return 1;
      }
    }
  };

  static std::string counts(std::size_t in, std::size_t out) {
    return std::to_string(in) + " parameters and " + std::to_string(out) + " metrics";
  }
  std::string plan_has() const { return ", where the plan has " + counts(varying_, metrics_); }
  static Error uneven(const char *what, std::size_t size, std::size_t rows) {
    return Error(LIGHTLANE_COUNT, std::string(what) + " of " + std::to_string(size) +
                                      " items in a run of " + std::to_string(rows) + " rows");
  }

  std::size_t varying_, metrics_;
  detail::Owned<lightlane_plan, lightlane_plan_destroy> handle_;
};

/* ---------------------------------------------------------------- report */

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

#undef LIGHTLANE_NODISCARD

#endif /* LIGHTLANE_HPP */
