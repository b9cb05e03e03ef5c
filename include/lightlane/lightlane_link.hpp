/* Links and plans for C++, with the tables of their parameters, metrics and presets. Part of
 * lightlane.hpp, where the conventions stand. */
#ifndef LIGHTLANE_LINK_HPP
#define LIGHTLANE_LINK_HPP

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "lightlane_types.hpp"

namespace lightlane {

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

} // namespace lightlane

#endif /* LIGHTLANE_LINK_HPP */
