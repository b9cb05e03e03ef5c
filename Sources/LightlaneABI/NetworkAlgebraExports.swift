// The algebra of electrical networks for C: each call makes a new network.

import CLightlane
import LaneChannel
import LaneNumerics
import LaneParameters

@_cdecl("lightlane_network_cascade") @implementation
public func lightlane_network_cascade(
  _ left: OpaquePointer?, _ right: OpaquePointer?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  makeNetwork(out, error) { () throws(LightlaneError) in
    let left = try networkHandle(left, "left").network
    let right = try networkHandle(right, "right").network
    return NetworkHandle(try left.cascaded(with: right))
  }
}

@_cdecl("lightlane_network_deembed") @implementation
public func lightlane_network_deembed(
  _ network: OpaquePointer?, _ left: OpaquePointer?, _ right: OpaquePointer?,
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  makeNetwork(out, error) { () throws(LightlaneError) in
    var network = try networkHandle(network, "network").network
    if left != nil {
      network = try network.deembedded(left: try networkHandle(left, "left").network)
    }
    if right != nil {
      network = try network.deembedded(right: try networkHandle(right, "right").network)
    }
    return NetworkHandle(network)
  }
}

@_cdecl("lightlane_network_renormalize") @implementation
public func lightlane_network_renormalize(
  _ network: OpaquePointer?, _ impedances_ohm: UnsafePointer<Double>?, _ from: Int32,
  _ to: Int32, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  makeNetwork(out, error) { () throws(LightlaneError) in
    let network = try networkHandle(network, "network").network
    let impedances = try array(
      impedances_ohm, count: 2 * network.portCount, atMost: 2 * Network.mostPorts, "impedances_ohm")
    return NetworkHandle(
      try network.renormalized(
        to: complexes(impedances), from: try waves(from, "from"), as: try waves(to, "to")))
  }
}

/// Pairs of ports of an array of their numbers.
private func pairs(
  _ pairs: UnsafePointer<Int32>?, _ count: Int
) throws(LightlaneError) -> [(positive: Int, negative: Int)] {
  let most = Network.mostPorts / 2
  guard count >= 0, count <= most else {
    throw LightlaneError(
      .count, "pair_count = \(UInt(bitPattern: count)); 0 to \(most) are taken")
  }
  let numbers = try array(pairs, count: 2 * count, atMost: 2 * most, "pairs")
  return (0..<count).map { (Int(numbers[2 * $0]), Int(numbers[2 * $0 + 1])) }
}

@_cdecl("lightlane_network_mixed_mode") @implementation
public func lightlane_network_mixed_mode(
  _ network: OpaquePointer?, _ pairs_: UnsafePointer<Int32>?, _ pair_count: Int,
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  makeNetwork(out, error) { () throws(LightlaneError) in
    let network = try networkHandle(network, "network").network
    return NetworkHandle(try network.mixedMode(pairs: try pairs(pairs_, pair_count)))
  }
}

@_cdecl("lightlane_network_single_ended") @implementation
public func lightlane_network_single_ended(
  _ network: OpaquePointer?, _ pairs_: UnsafePointer<Int32>?, _ pair_count: Int,
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  makeNetwork(out, error) { () throws(LightlaneError) in
    let network = try networkHandle(network, "network").network
    let modes = try network.modes(pairs: try pairs(pairs_, pair_count))
    return NetworkHandle(try network.singleEnded(modes: modes))
  }
}

@_cdecl("lightlane_network_subnetwork") @implementation
public func lightlane_network_subnetwork(
  _ network: OpaquePointer?, _ ports: UnsafePointer<Int32>?, _ count: Int,
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  makeNetwork(out, error) { () throws(LightlaneError) in
    let network = try networkHandle(network, "network").network
    let ports = try array(ports, count: count, atMost: Network.mostPorts, "ports")
    return NetworkHandle(try network.subnetwork(ports: ports.map { Int($0) }))
  }
}

@_cdecl("lightlane_network_interpolate") @implementation
public func lightlane_network_interpolate(
  _ network: OpaquePointer?, _ frequencies_hz: UnsafePointer<Double>?, _ points: Int,
  _ curve: Int32, _ coordinates: Int32, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  makeNetwork(out, error) { () throws(LightlaneError) in
    let network = try networkHandle(network, "network").network
    let most = Network.mostValues / (2 * network.portCount * network.portCount)
    let frequencies = try array(frequencies_hz, count: points, atMost: most, "frequencies_hz")
    guard let curve = InterpolationCurve(rawValue: Int(curve)) else {
      throw LightlaneError(.outOfBounds, "curve = \(curve); 0 (linear) and 1 (cubic) are taken")
    }
    guard let coordinates = InterpolationCoordinates(rawValue: Int(coordinates)) else {
      throw LightlaneError(
        .outOfBounds, "coordinates = \(coordinates); 0 (cartesian) and 1 (polar) are taken")
    }
    return NetworkHandle(
      try network.interpolated(
        at: Array(frequencies), curve: curve, coordinates: coordinates))
  }
}

@_cdecl("lightlane_network_extrapolate") @implementation
public func lightlane_network_extrapolate(
  _ network: OpaquePointer?, _ out: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  makeNetwork(out, error) { () throws(LightlaneError) in
    NetworkHandle(try networkHandle(network, "network").network.extrapolatedToZero())
  }
}

@_cdecl("lightlane_network_crop") @implementation
public func lightlane_network_crop(
  _ network: OpaquePointer?, _ from_hz: Double, _ to_hz: Double,
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  makeNetwork(out, error) { () throws(LightlaneError) in
    let network = try networkHandle(network, "network").network
    return NetworkHandle(try network.cropped(fromHz: from_hz, toHz: to_hz))
  }
}
