/* Electrical networks for C++: scattering parameters, their algebra and Touchstone files. Part of
 * lightlane.hpp, where the conventions stand. */
#ifndef LIGHTLANE_NETWORK_HPP
#define LIGHTLANE_NETWORK_HPP

#include <complex>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "lightlane_report.hpp"

namespace lightlane {

/** An electrical network; every operation makes a new one. Ports are counted from zero. */
class Network {
public:
  using Complex = std::complex<double>;

  /** A network of frequencies, scattering parameters (frequency by frequency, row by row) and
   *  reference impedances, none for 50 ohm. */
  Network(View<const double> frequencies_hz, std::size_t ports, View<const Complex> scattering,
          View<const Complex> impedances_ohm = View<const Complex>()) {
    if (scattering.size() / (ports ? ports * ports : 1) != frequencies_hz.size())
      throw Error(LIGHTLANE_COUNT, "the scattering parameters do not fit frequencies and ports");
    if (!impedances_ohm.empty() && impedances_ohm.size() != ports)
      throw Error(LIGHTLANE_COUNT, "as many impedances as ports are needed");
    make([&](lightlane_network **out, lightlane_error *error) {
      return lightlane_network_create(frequencies_hz.data(), frequencies_hz.size(), ports,
                                      doubles(scattering.data()), doubles(impedances_ohm.data()),
                                      out, error);
    });
  }
  /** Read a Touchstone file; `ports` of version 1 when its extension does not tell. */
  static Network read(const std::string &path, std::int32_t ports = 0) {
    return made([&](lightlane_network **out, lightlane_error *error) {
      return lightlane_network_read(path.c_str(), ports, out, error);
    });
  }
  /** Read Touchstone text; the extension of `name` counts. */
  static Network parse(const std::string &text, const std::string &name = "text",
                       std::int32_t ports = 0) {
    return made([&](lightlane_network **out, lightlane_error *error) {
      return lightlane_network_parse(text.data(), text.size(), name.c_str(), ports, out, error);
    });
  }
  /** Write a Touchstone file. */
  void write(const std::string &path) const {
    write(path, detail::sized<lightlane_touchstone_style>());
  }
  /** Write a Touchstone file in a style, whose struct_size is set for it. */
  void write(const std::string &path, lightlane_touchstone_style style) const {
    style.struct_size = sizeof style;
    detail::Outcome outcome;
    outcome.require(lightlane_network_write(handle(), path.c_str(), &style, &outcome.error));
  }

  std::size_t points() const noexcept { return lightlane_network_points(handle()); }
  std::size_t ports() const noexcept { return lightlane_network_ports(handle()); }
  /** Frequencies in hertz, as long as the network lives. */
  View<const double> frequencies_hz() const noexcept {
    return View<const double>(lightlane_network_frequencies_hz(handle()), points());
  }
  /** Scattering parameters, as long as the network lives. */
  View<const Complex> scattering() const noexcept {
    return View<const Complex>(complexes(lightlane_network_scattering(handle())),
                               points() * ports() * ports());
  }
  /** Reference impedances in ohm, as long as the network lives. */
  View<const Complex> impedances_ohm() const noexcept {
    return View<const Complex>(complexes(lightlane_network_impedances_ohm(handle())), ports());
  }
  /** One scattering parameter; throws COUNT for what there is not. */
  Complex at(std::size_t point, std::size_t row, std::size_t column) const {
    if (point >= points() || row >= ports() || column >= ports())
      throw Error(LIGHTLANE_COUNT, "the network has no such frequency or port");
    return scattering()[(point * ports() + row) * ports() + column];
  }
  /** LIGHTLANE_PARAMETERS_... of the network. */
  LIGHTLANE_NODISCARD std::vector<Complex> parameters(
      std::int32_t parameters, std::int32_t waves = LIGHTLANE_WAVES_POWER) const {
    std::vector<Complex> out(points() * ports() * ports());
    detail::Outcome outcome;
    outcome.require(lightlane_network_parameters(handle(), parameters, waves,
                                                 reinterpret_cast<double *>(out.data()),
                                                 2 * out.size(), &outcome.error));
    return out;
  }

  /** This network followed by another. */
  LIGHTLANE_NODISCARD Network cascade(const Network &right) const {
    return made([&](lightlane_network **out, lightlane_error *error) {
      return lightlane_network_cascade(handle(), right.handle(), out, error);
    });
  }
  /** What is left of this cascade without the network on its left. */
  LIGHTLANE_NODISCARD Network deembed_left(const Network &left) const {
    return made([&](lightlane_network **out, lightlane_error *error) {
      return lightlane_network_deembed(handle(), left.handle(), nullptr, out, error);
    });
  }
  /** What is left of this cascade without the network on its right. */
  LIGHTLANE_NODISCARD Network deembed_right(const Network &right) const {
    return made([&](lightlane_network **out, lightlane_error *error) {
      return lightlane_network_deembed(handle(), nullptr, right.handle(), out, error);
    });
  }
  /** The same network with one other reference impedance at all ports. */
  LIGHTLANE_NODISCARD Network renormalize_all(Complex impedance_ohm) const {
    return renormalize(std::vector<Complex>(ports(), impedance_ohm));
  }
  /** The same network with other reference impedances, one a port. */
  LIGHTLANE_NODISCARD Network renormalize(View<const Complex> impedances_ohm,
                                          std::int32_t from = LIGHTLANE_WAVES_POWER,
                                          std::int32_t to = LIGHTLANE_WAVES_POWER) const {
    if (impedances_ohm.size() != ports())
      throw Error(LIGHTLANE_COUNT, "as many impedances as ports are needed");
    return made([&](lightlane_network **out, lightlane_error *error) {
      return lightlane_network_renormalize(handle(), doubles(impedances_ohm.data()), from, to, out,
                                           error);
    });
  }
  /** Differential and common ports of pairs (positive, negative). */
  LIGHTLANE_NODISCARD Network
  mixed_mode(const std::vector<std::pair<std::int32_t, std::int32_t>> &pairs) const {
    const std::vector<std::int32_t> flat = numbers(pairs);
    return made([&](lightlane_network **out, lightlane_error *error) {
      return lightlane_network_mixed_mode(handle(), flat.data(), pairs.size(), out, error);
    });
  }
  /** The inverse of mixed_mode with the same pairs. */
  LIGHTLANE_NODISCARD Network
  single_ended(const std::vector<std::pair<std::int32_t, std::int32_t>> &pairs) const {
    const std::vector<std::int32_t> flat = numbers(pairs);
    return made([&](lightlane_network **out, lightlane_error *error) {
      return lightlane_network_single_ended(handle(), flat.data(), pairs.size(), out, error);
    });
  }
  /** The network of some ports in the order given. */
  LIGHTLANE_NODISCARD Network subnetwork(View<const std::int32_t> kept) const {
    return made([&](lightlane_network **out, lightlane_error *error) {
      return lightlane_network_subnetwork(handle(), kept.data(), kept.size(), out, error);
    });
  }
  /** The network at other frequencies within its own. */
  LIGHTLANE_NODISCARD Network
  interpolate(View<const double> hz, std::int32_t curve = LIGHTLANE_CURVE_LINEAR,
              std::int32_t coordinates = LIGHTLANE_COORDINATES_CARTESIAN) const {
    return made([&](lightlane_network **out, lightlane_error *error) {
      return lightlane_network_interpolate(handle(), hz.data(), hz.size(), curve, coordinates, out,
                                           error);
    });
  }
  /** The network with a point at zero. */
  LIGHTLANE_NODISCARD Network extrapolate() const {
    return made([&](lightlane_network **out, lightlane_error *error) {
      return lightlane_network_extrapolate(handle(), out, error);
    });
  }
  /** The frequencies of a range. */
  LIGHTLANE_NODISCARD Network crop(double from_hz, double to_hz) const {
    return made([&](lightlane_network **out, lightlane_error *error) {
      return lightlane_network_crop(handle(), from_hz, to_hz, out, error);
    });
  }
  /** Quality, noise and warnings. */
  LIGHTLANE_NODISCARD Report report() const {
    lightlane_report *report = nullptr;
    detail::Outcome outcome;
    outcome.require(lightlane_network_report(handle(), &report, &outcome.error));
    return Report::take(report);
  }
  /** A response in time to a LIGHTLANE_STIMULUS_... . */
  LIGHTLANE_NODISCARD Report response(std::size_t row, std::size_t column, std::int32_t stimulus,
                                      double width_s = 0, double rise_time_s = 0,
                                      std::size_t samples = 0) const {
    lightlane_report *report = nullptr;
    detail::Outcome outcome;
    outcome.require(lightlane_network_response(handle(), row, column, stimulus, width_s,
                                               rise_time_s, samples, &report, &outcome.error));
    return Report::take(report);
  }
  /** The C handle, which stays this object's. */
  lightlane_network *handle() const noexcept { return handle_.get(); }

private:
  Network() = default;

  template <class Make> void make(Make call) {
    detail::Outcome outcome;
    outcome.require(call(handle_.out(), &outcome.error));
  }
  template <class Make> static Network made(Make call) {
    Network network;
    network.make(call);
    return network;
  }
  /* The standard lets an array of std::complex be seen as one of pairs of doubles. */
  static const double *doubles(const Complex *values) noexcept {
    return reinterpret_cast<const double *>(values);
  }
  static const Complex *complexes(const double *values) noexcept {
    return reinterpret_cast<const Complex *>(values);
  }
  static std::vector<std::int32_t> numbers(
      const std::vector<std::pair<std::int32_t, std::int32_t>> &pairs) {
    std::vector<std::int32_t> flat;
    for (const auto &pair : pairs) {
      flat.push_back(pair.first);
      flat.push_back(pair.second);
    }
    return flat;
  }

  detail::Owned<lightlane_network, lightlane_network_destroy> handle_;
};

} // namespace lightlane

#endif /* LIGHTLANE_NETWORK_HPP */
