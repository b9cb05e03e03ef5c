// A validated, immutable, precomputed link, and the evaluator that answers its rows.

import LaneParameters

/// A link that is ready for many rows: which parameters vary, which metrics are wanted, everything
/// else computed once.
public struct Plan: Sendable {
  /// Indices of the varying parameters, in the order of a row's inputs.
  public let varying: [Int]
  /// Indices of the wanted metrics, in the order of a row's outputs.
  public let metrics: [Int]
  /// The bounds of the varying parameters, in their order.
  let limits: [ParameterLimits]
  let values: LinkValues
  let changed: BlockSet
  /// Whether what varies may contradict itself or the rest.
  let canContradict: Bool
  let stages: Stage

  /// Prepare a link. Indices are those of the tables.
  public init(_ values: LinkValues, varying: [Int], metrics: [Int]) throws(LightlaneError) {
    let parameters = ParameterRow.all
    var changed: BlockSet = []
    for (position, index) in varying.enumerated() {
      guard parameters.indices.contains(index) else {
        throw LightlaneError(
          .unknownParameter, "no parameter has index \(index)", row: Int64(position))
      }
      if varying[..<position].contains(index) {
        throw LightlaneError(
          .duplicate, "\(parameters[index].name) stands twice among the varying parameters",
          parameter: parameters[index].id, row: Int64(position))
      }
      changed.formUnion(ParameterRow.blocks[index])
    }
    if metrics.isEmpty {
      throw LightlaneError(.count, "0 metrics are wanted; at least 1 is needed")
    }
    var stages: Stage = []
    for (position, index) in metrics.enumerated() {
      guard MetricRow.all.indices.contains(index) else {
        throw LightlaneError(.unknownMetric, "no metric has index \(index)", row: Int64(position))
      }
      if metrics[..<position].contains(index) {
        throw LightlaneError(
          .duplicate, "\(MetricRow.all[index].name) stands twice among the metrics",
          parameter: MetricRow.all[index].id, row: Int64(position))
      }
      stages.formUnion(.computing(metric: index))
    }
    self.varying = varying
    self.metrics = metrics
    limits = varying.map { parameters[$0].limits }
    self.values = values
    self.changed = changed
    canContradict = Contradiction.canDepend(on: changed, of: values)
    self.stages = stages
    if let found = Contradiction.first(in: values), !varying.contains(found.one),
      !varying.contains(found.other)
    {
      throw found.error(values)
    }
    if !varying.contains(Parameter.medium.index), values.medium != 0 {
      for (position, index) in metrics.enumerated()
      where !Stage.computing(metric: index).isDisjoint(with: .optical) {
        let row = MetricRow.all[index]
        throw LightlaneError(
          .notApplicable, "\(row.name) has no meaning with medium = copper", parameter: row.id,
          row: Int64(position))
      }
    }
  }
}

/// Answers rows of a plan one after another, on one thread at a time. Each row's answer depends on
/// that row alone.
public struct RowEvaluator {
  private let plan: Plan
  private var values: LinkValues
  let engine: BudgetEngine
  /// The metrics of the last row, by the table's index; NaN in a row that has no answer.
  public private(set) var answer = LinkAnswer()

  public init(_ plan: Plan) {
    self.plan = plan
    values = plan.values
    engine = BudgetEngine(plan.values)
  }

  /// Answer a row: `input` gives the value of each varying parameter by its position in the plan.
  public mutating func evaluate(_ input: (Int) -> Double) -> Status {
    for position in 0..<plan.varying.count {
      let value = input(position)
      let status = plan.limits[position].status(of: value)
      if status != .ok {
        answer = LinkAnswer()
        return status
      }
      values[plan.varying[position]] = value
    }
    if !plan.changed.isEmpty { engine.update(&values, changed: plan.changed) }
    let status = judge()
    if status != .ok {
      answer = LinkAnswer()
      return status
    }
    engine.fill(&answer, stages: plan.stages)
    for position in 0..<plan.metrics.count where output(position).isNaN {
      answer = LinkAnswer()
      return .noAnswer
    }
    return .ok
  }

  /// Whether the link of this row makes sense.
  @inline(__always)
  private mutating func judge() -> Status {
    if plan.canContradict, contradicts() { return .contradiction }
    if engine.isCopper, !plan.stages.isDisjoint(with: .optical) { return .notApplicable }
    if engine.aimStatus != .ok { return engine.aimStatus }
    // A laser with an aim has been settled with it.
    if engine.aims || plan.stages.isDisjoint(with: .settled) { return .ok }
    if !engine.settle() { return .thermalRunaway }
    return .ok
  }

  /// Apart from the judgement, whose path of most rows would else copy the numbers for it.
  @inline(never)
  private func contradicts() -> Bool { Contradiction.first(in: values) != nil }

  /// A wanted metric of the last row, by its position in the plan.
  public mutating func output(_ position: Int) -> Double {
    answer.number(at: plan.metrics[position])
  }

  /// What was wrong with the last row, whose status was not OK.
  public func fault(_ status: Status, input: (Int) -> Double) -> LightlaneError {
    for (position, index) in plan.varying.enumerated() {
      let value = input(position)
      let row = ParameterRow.all[index]
      let found = row.limits.status(of: value)
      if found != .ok { return row.error(found, value: value) }
    }
    if let found = Contradiction.first(in: values) { return found.error(values) }
    let text =
      switch status {
      case .notApplicable: "an optical metric has no meaning with medium = copper"
      case .errorFloor:
        "no laser power reaches target_margin_db = "
          + "\(ParameterRow.all[Parameter.targetMargin.index].text(of: values.targetMarginDb)): "
          + "\(engine.floorCause)"
      case .launchLimit, .overload, .laserRating, .thermalRunaway:
        engine.hindrance(status) { value, index in
          ParameterRow.all[index].text(of: (value * 1000).rounded() / 1000)
        }
      default:
        "the model has no finite answer here: "
          + (engine.vanishingPlace.map { "the signal vanishes in the \($0)" }
            ?? "a signal vanishes or a noise is not finite")
      }
    return LightlaneError(status, text)
  }
}
