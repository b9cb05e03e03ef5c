// A sweep in Swift: how far each preset reaches, with units as types.
//
//     swift run Reach             the longest fibre that each preset crosses with margin to spare
//     swift run Reach --digits    the table of the C example, as CSV with every digit
import Foundation
import Lightlane

@main
struct Reach {
  static func main() throws {
    if CommandLine.arguments.contains("--digits") {
      try printDigits()
    } else {
      try printReach()
    }
  }

  static func printReach() throws {
    for preset in Preset.all where Link(preset)[.medium] == .fiber {
      var link = Link(preset)
      var reach: Length?
      for metres in stride(from: 0.0, through: 40_000, by: 50) {
        try link.set(.fiberLength, .metres(metres))
        guard try link.evaluate(.margin) >= .decibels(0) else { break }
        reach = .metres(metres)
      }
      let power = try Link(preset).evaluate(.powerIo)
      let told = reach.map { String(format: "reaches %.0f m", $0.metres) } ?? "does not close"
      print("\(preset.row.name): \(told) at \(String(format: "%.2f W", power.watts)) an end")
    }
  }

  static func printDigits() throws {
    print(
      "fiber_length_m,ber,margin_db,power_optics_w,power_io_w,energy_optics_pj_per_bit,"
        + "energy_io_pj_per_bit,latency_ns")
    for metres in [10.0, 100, 500, 1000, 2000] {
      let answer = try Link(.lpo).setting(.fiberLength, .metres(metres)).evaluate()
      // The numbers of the table, in its units; a quantity would carry them to SI and back.
      let numbers = [
        metres, answer.ber, answer.marginDb, answer.powerOpticsW, answer.powerIoW,
        answer.energyOpticsPjPerBit, answer.energyIoPjPerBit, answer.latencyNs,
      ]
      print(numbers.map { String(format: "%.17g", $0) }.joined(separator: ","))
    }
  }
}
