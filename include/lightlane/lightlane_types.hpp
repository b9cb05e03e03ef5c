/* What every part of the C++ wrapper shares: errors, handles and views. Part of lightlane.hpp, where
 * the conventions stand. */
#ifndef LIGHTLANE_TYPES_HPP
#define LIGHTLANE_TYPES_HPP

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <type_traits>

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

} // namespace lightlane

#endif /* LIGHTLANE_TYPES_HPP */
