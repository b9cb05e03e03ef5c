// Plans behind handles: creation, one row, many rows.

import CLightlane
import LaneEvaluation
import LaneParameters
import Synchronization

/// What a lightlane_plan points to: a plan, and idle evaluators for calls of one row.
///
/// An evaluator keeps nothing from row to row that could change an answer, so any call may take any
/// idle one. Each slot is owned by whoever has set its flag; when all are taken, a call makes an
/// evaluator of its own.
final class PlanHandle: @unchecked Sendable {
  let plan: Plan
  private let slots: [Slot]

  private final class Slot: Sendable {
    let taken = Atomic<Bool>(false)
    nonisolated(unsafe) var evaluator: RowEvaluator

    init(_ plan: Plan) { evaluator = RowEvaluator(plan) }
  }

  init(_ plan: Plan) {
    self.plan = plan
    slots = (0..<8).map { _ in Slot(plan) }
  }

  /// Run the body with an evaluator that nobody else uses meanwhile.
  func withEvaluator(
    _ body: (inout RowEvaluator) throws(LightlaneError) -> Void
  ) throws(LightlaneError) {
    for slot in slots
    where slot.taken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    {
      defer { slot.taken.store(false, ordering: .releasing) }
      return try body(&slot.evaluator)
    }
    var evaluator = RowEvaluator(plan)
    try body(&evaluator)
  }
}

/// Indices of a list of ids; an unknown id is reported with its position.
private func indices(
  _ ids: UnsafeBufferPointer<Int32>, _ index: (Int32) throws(LightlaneError) -> Int
) throws(LightlaneError) -> [Int] {
  var result: [Int] = []
  for (position, id) in ids.enumerated() {
    do throws(LightlaneError) {
      result.append(try index(id))
    } catch {
      throw error.at(row: position)
    }
  }
  return result
}

@_cdecl("lightlane_plan_create") @implementation
public func lightlane_plan_create(
  _ link: OpaquePointer?, _ varying: UnsafePointer<Int32>?, _ varying_count: Int,
  _ metrics: UnsafePointer<Int32>?, _ metric_count: Int,
  _ out: UnsafeMutablePointer<OpaquePointer?>?, _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let link = try Handle.object(link, LinkHandle.self, "link")
    let out = try required(out, "out")
    let varying = try array(
      varying, count: varying_count, atMost: ParameterRow.all.count, "varying")
    let metrics = try array(metrics, count: metric_count, atMost: MetricRow.all.count, "metrics")
    let plan = try Plan(
      link.values, varying: try indices(varying, parameterIndex),
      metrics: try indices(metrics, metricIndex))
    out.pointee = Handle.make(PlanHandle(plan))
  }
}

@_cdecl("lightlane_plan_destroy") @implementation
public func lightlane_plan_destroy(_ plan: OpaquePointer?) {
  Handle.release(plan, PlanHandle.self)
}

@_cdecl("lightlane_plan_evaluate") @implementation
public func lightlane_plan_evaluate(
  _ plan: OpaquePointer?, _ input: UnsafePointer<Double>?, _ output: UnsafeMutablePointer<Double>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let handle = try Handle.object(plan, PlanHandle.self, "plan")
    let output = try aligned(output, "out")
    let inputs = handle.plan.varying.count
    let input = try array(input, count: inputs, atMost: inputs, "in")
    try handle.withEvaluator { (evaluator: inout RowEvaluator) throws(LightlaneError) in
      let status = evaluator.evaluate { input[$0] }
      for position in 0..<handle.plan.metrics.count {
        output[position] = evaluator.output(position)
      }
      if status != .ok { throw evaluator.fault(status) { input[$0] } }
    }
  }
}

@_cdecl("lightlane_plan_run") @implementation
public func lightlane_plan_run(
  _ plan: OpaquePointer?, _ rows: UInt64, _ inputs: UnsafePointer<lightlane_column>?,
  _ input_count: Int, _ outputs: UnsafePointer<lightlane_column>?, _ output_count: Int,
  _ row_status: UnsafePointer<lightlane_column>?,
  _ options: UnsafePointer<lightlane_run_options>?,
  _ error: UnsafeMutablePointer<lightlane_error>?
) -> lightlane_status {
  call(error) { () throws(LightlaneError) in
    let plan = try Handle.object(plan, PlanHandle.self, "plan").plan
    let limit = UInt64(1) << 40
    guard rows >= 1, rows <= limit else {
      throw LightlaneError(.count, "rows = \(rows); 1 to \(limit) are taken")
    }
    let options = try RunOptions(options)
    let rowCount = Int(rows)
    func columns(
      _ pointer: UnsafePointer<lightlane_column>?, _ count: Int, expected: Int,
      _ role: Column.Role
    ) throws(LightlaneError) -> [Column] {
      guard count == expected else {
        throw LightlaneError(
          .count,
          "\(UInt(bitPattern: count)) \(role.rawValue) columns; the plan has \(expected)")
      }
      var result: [Column] = []
      for (position, column) in try array(pointer, count: count, atMost: count, "columns")
        .enumerated()
      {
        result.append(try Column(column, rows: rowCount, role, position: position))
      }
      return result
    }
    let inputs = try columns(inputs, input_count, expected: plan.varying.count, .input)
    let outputs = try columns(outputs, output_count, expected: plan.metrics.count, .output)
    var status: Column?
    if let row_status {
      status = try Column(row_status.pointee, rows: rowCount, .status, position: 0)
    }
    try Column.checkOverlap(inputs: inputs, outputs: outputs + (status.map { [$0] } ?? []))
    let run = Run(plan: plan, inputs: inputs, outputs: outputs, status: status)
    if !run.evaluate(rows: rowCount, options: options) {
      throw LightlaneError(.cancelled, "the progress callback stopped the run")
    }
  }
}
