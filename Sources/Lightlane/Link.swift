// The Swift face: links, plans and answers with units as types.

@_exported import LaneEvaluation
@_exported import LaneParameters

/// A description of one link: a preset and the values set over it. A value type.
///
/// ```swift
/// var link = Link(.lpo)
/// try link.set(.fiberLength, .metres(500))
/// let margin = try link.evaluate(.margin)      // Decibels
/// ```
public struct Link: Sendable, Equatable {
  public let preset: Preset
  /// The numbers, in the units of the table.
  public private(set) var values: LinkValues

  /// A link fresh from a preset.
  public init(_ preset: Preset) {
    self.preset = preset
    values = preset.row.linkValues
  }

  /// The value of a parameter.
  public subscript<Value: TableValue>(parameter: Parameter<Value>) -> Value {
    .value(of: values[parameter.index], parameter.conversion)
  }

  /// Set a parameter; throws when the value is out of bounds, and then changes nothing.
  public mutating func set<Value: TableValue>(
    _ parameter: Parameter<Value>, _ value: Value
  ) throws(LightlaneError) {
    let number = value.number(parameter.conversion)
    try ParameterRow.all[parameter.index].validate(number)
    values[parameter.index] = number
  }

  /// A copy with one parameter changed.
  public func setting<Value: TableValue>(
    _ parameter: Parameter<Value>, _ value: Value
  ) throws(LightlaneError) -> Link {
    var copy = self
    try copy.set(parameter, value)
    return copy
  }

  /// Give a parameter back the value of the preset.
  public mutating func reset<Value: TableValue>(_ parameter: Parameter<Value>) {
    values[parameter.index] = preset.row.linkValues[parameter.index]
  }

  /// One metric of this link.
  public func evaluate<Value: TableValue>(_ metric: Metric<Value>) throws(LightlaneError) -> Value {
    let plan = try Plan(values, varying: [], metrics: [metric.index])
    var evaluator = RowEvaluator(plan)
    let status = evaluator.evaluate { _ in .nan }
    if status != .ok { throw evaluator.fault(status) { _ in .nan } }
    return evaluator.answer[metric]
  }

  /// Every metric of this link.
  public func evaluate() throws(LightlaneError) -> LinkAnswer {
    try report().answer
  }

  /// The link evaluated in full.
  public func report() throws(LightlaneError) -> Report {
    try Report(values, preset: preset)
  }
}

extension LinkAnswer {
  /// A metric as a quantity.
  public subscript<Value: TableValue>(metric: Metric<Value>) -> Value {
    .value(of: self[metric.index], metric.conversion)
  }
}
