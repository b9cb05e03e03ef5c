// Choosing and ordering ports.

import LaneNumerics
import LaneParameters

extension Network {
  /// The network of some ports, counted from zero, in the order given; the other ports are matched,
  /// each by its reference impedance. All ports in another order are a reordered network.
  public func subnetwork(ports: [Int]) throws(LightlaneError) -> Network {
    guard !ports.isEmpty, ports.count <= portCount else {
      throw LightlaneError(
        .count, "\(ports.count) ports of a network of \(portCount); 1 to \(portCount) are taken")
    }
    for (index, port) in ports.enumerated() {
      guard (0..<portCount).contains(port) else {
        throw LightlaneError(
          .count, "port \(port); the network has ports 0 to \(portCount - 1)", row: Int64(index))
      }
      if ports[..<index].contains(port) {
        throw LightlaneError(.duplicate, "port \(port) stands twice", row: Int64(index))
      }
    }
    let m = ports.count
    let n = portCount
    let points = pointCount
    let places = ports.flatMap { row in ports.map { 2 * (row * n + $0) } }
    let out = [Double](unsafeUninitializedCapacity: points * 2 * m * m) { out, count in
      count = points * 2 * m * m
      s.withUnsafeBufferPointer { s in
        places.withUnsafeBufferPointer { places in
          guard let from = s.baseAddress, let to = out.baseAddress else { return }
          for point in 0..<points {
            let matrix = from + 2 * n * n * point
            let result = to + 2 * m * m * point
            for entry in 0..<m * m {
              result[2 * entry] = matrix[places[entry]]
              result[2 * entry + 1] = matrix[places[entry] + 1]
            }
          }
        }
      }
    }
    return Network(
      checked: frequenciesHz, portCount: m, s: out, impedances: ports.map { impedances[$0] })
  }

  /// The network of the frequencies from one to another.
  public func cropped(fromHz: Double, toHz: Double) throws(LightlaneError) -> Network {
    let first = frequenciesHz.firstIndex { $0 >= fromHz } ?? pointCount
    let last = frequenciesHz.lastIndex { $0 <= toHz } ?? -1
    guard first <= last else {
      throw LightlaneError(
        .outOfBounds,
        "no frequency from \(decimal(fromHz)) to \(decimal(toHz)) Hz; the network has"
          + " \(decimal(frequenciesHz[0])) to \(decimal(frequenciesHz[pointCount - 1])) Hz")
    }
    let size = 2 * portCount * portCount
    return Network(
      checked: Array(frequenciesHz[first...last]), portCount: portCount,
      s: Array(s[first * size..<(last + 1) * size]), impedances: impedances)
  }
}
