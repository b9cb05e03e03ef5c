// What every fleet test asks: settings by key, links by preset, a report's numbers by name.

import LaneEvaluation
import LaneParameters
import Testing

/// Settings of a fleet with some numbers changed.
func fleetSettings(
  _ changes: [(any SettingKey, NumberMatrix)] = [], preset: Int32? = nil
) throws -> Settings {
  var settings = try preset.map { try Settings(preset: $0) } ?? Settings(.fleet)
  for (key, value) in changes { try settings.set(key, value) }
  return settings
}

/// A number as the value of a setting.
func one(_ number: Double) -> NumberMatrix { NumberMatrix(number) }

/// A list as the value of a setting.
func list(_ numbers: [Double]) -> NumberMatrix { NumberMatrix(list: numbers) }

/// The link of a preset by its name, with some parameters changed.
func fleetLink(_ name: String, _ changes: (inout LinkValues) -> Void = { _ in }) throws -> FleetLink
{
  let preset = try #require(Preset.all.first { $0.row.name.description == name })
  var values = preset.row.linkValues
  changes(&values)
  return FleetLink(preset: preset, values: values)
}

/// As data sheets rate a link: its parts at the maximum, its case at the limit.
func rated(_ values: inout LinkValues) {
  values.powerRating = 1
  values.caseTemperatureC = 70
}

/// The same link in every tier, which need not close.
func fleetReport(
  _ name: String, _ changes: [(any SettingKey, NumberMatrix)], rack: String? = nil,
  _ link: (inout LinkValues) -> Void = { _ in }
) throws -> FleetReport {
  let settings = try fleetSettings([(Fleet.minimumMarginDb, one(-1000))] + changes)
  return try FleetReport(
    settings,
    links: FleetLinks(tiers: [try fleetLink(name, link)], rack: try rack.map { try fleetLink($0) }))
}

extension FleetReport {
  /// A measure; NaN when the report has none.
  subscript(measure: Int32) -> Double { scalars.first { $0.id == measure }?.value ?? .nan }
  /// An array by its name.
  func array(_ name: String) throws -> ReportArray {
    try #require(arrays.first { $0.name == name }, "no array \(name)")
  }
  /// The sum of an array's items.
  func sum(_ name: String) throws -> Double { try array(name).values.reduce(0, +) }
  /// The items whose labels begin and end so.
  func items(_ name: String, _ beginning: String = "", ending: String = "") throws -> Double {
    let array = try array(name)
    return zip(array.labels, array.values).reduce(0) {
      $0 + ($1.0.hasPrefix(beginning) && $1.0.contains(ending) ? $1.1 : 0)
    }
  }
}

extension FleetEndReport {
  /// A measure; NaN when the report has none.
  subscript(measure: Int32) -> Double { scalars.first { $0.id == measure }?.value ?? .nan }
  /// The labels and values of an array.
  func items(_ name: String) throws -> [String: Double] {
    let array = try #require(arrays.first { $0.name == name }, "no array \(name)")
    return Dictionary(zip(array.labels, array.values)) { $0 + $1 }
  }
}

/// The status and message of what throws.
func refusal(_ body: () throws -> Void) -> (status: Status, message: String) {
  do {
    try body()
    return (.ok, "")
  } catch let error as LightlaneError {
    return (error.status, error.message)
  } catch {
    return (.noAnswer, "\(error)")
  }
}

/// A sequence of numbers that looks random and is the same in every run.
struct Mixer {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
  /// A whole number within bounds.
  mutating func whole(_ range: ClosedRange<Int>) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return range.lowerBound + Int(state >> 33) % range.count
  }
}
