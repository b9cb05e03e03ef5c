/* Forward error correction and limits for C++: reports, and the Reed-Solomon coder. Part of lightlane.hpp, where the conventions stand. */
#ifndef LIGHTLANE_FEC_HPP
#define LIGHTLANE_FEC_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "lightlane_report.hpp"
#include "lightlane_settings.hpp"
#include "lightlane_types.hpp"

namespace lightlane {

/** What codes leave of the errors that settings of LIGHTLANE_GROUP_FEC describe. */
inline Report fec(const Settings &settings) {
  lightlane_report *report = nullptr;
  detail::Outcome outcome;
  outcome.require(lightlane_fec_report(settings.handle(), &report, &outcome.error));
  return Report::take(report);
}

/** Measurements, which are settings of LIGHTLANE_GROUP_LIMITS, against the limits of their
 *  interface. */
inline Report limits(const Settings &measured) {
  lightlane_report *report = nullptr;
  detail::Outcome outcome;
  outcome.require(lightlane_limits_report(measured.handle(), &report, &outcome.error));
  return Report::take(report);
}

/** A Reed-Solomon encoder and decoder over symbols of ten bits. */
class ReedSolomon {
public:
  /** RS(544,514) unless told otherwise. */
  explicit ReedSolomon(std::uint32_t length = 544, std::uint32_t dimension = 514)
      : length_(length), dimension_(dimension) {
    detail::Outcome outcome;
    outcome.require(
        lightlane_reed_solomon_create(length, dimension, handle_.out(), &outcome.error));
  }

  /** The words of messages that lie one behind the other. */
  LIGHTLANE_NODISCARD std::vector<std::uint16_t> encode(View<const std::uint16_t> messages) const {
    const std::size_t count = whole(messages.size(), dimension_);
    std::vector<std::uint16_t> words(count * length_);
    detail::Outcome outcome;
    outcome.require(lightlane_reed_solomon_encode(handle(), messages.data(), count, words.data(),
                                                  &outcome.error));
    return words;
  }
  /** Correct words in place; for each the number of symbols corrected, LIGHTLANE_UNCORRECTABLE for
   *  one that stays as it came. */
  LIGHTLANE_NODISCARD std::vector<std::int32_t> decode(View<std::uint16_t> words) const {
    std::vector<std::int32_t> corrected(whole(words.size(), length_));
    detail::Outcome outcome;
    outcome.require(lightlane_reed_solomon_decode(handle(), words.data(), corrected.size(),
                                                  corrected.data(), &outcome.error));
    return corrected;
  }
  /** Correct one word of which the symbols at some places are unreliable. */
  LIGHTLANE_NODISCARD std::int32_t decode(View<std::uint16_t> word,
                                          View<const std::uint32_t> erasures) const {
    if (word.size() != length_)
      throw Error(LIGHTLANE_COUNT, "a word of " + std::to_string(word.size()) +
                                       " symbols; the code has " + std::to_string(length_));
    std::int32_t corrected = 0;
    detail::Outcome outcome;
    outcome.require(lightlane_reed_solomon_decode_erasures(
        handle(), word.data(), erasures.data(), erasures.size(), &corrected, &outcome.error));
    return corrected;
  }
  std::size_t length() const noexcept { return length_; }
  std::size_t dimension() const noexcept { return dimension_; }
  /** The C handle, which stays this object's. */
  lightlane_reed_solomon *handle() const noexcept { return handle_.get(); }

private:
  static std::size_t whole(std::size_t symbols, std::size_t each) {
    if (symbols % each != 0)
      throw Error(LIGHTLANE_COUNT, std::to_string(symbols) + " symbols are no whole number of " +
                                       std::to_string(each));
    return symbols / each;
  }

  std::size_t length_, dimension_;
  detail::Owned<lightlane_reed_solomon, lightlane_reed_solomon_destroy> handle_;
};

} // namespace lightlane

#endif /* LIGHTLANE_FEC_HPP */
