// Running a plan over columns: rounds of rows, each shared out over threads that live for that
// round only.

import CLightlane
import Glibc
import LaneEvaluation
import LaneParameters

/// Run options with their defaults filled in.
struct RunOptions {
  var threads = 1
  var progress: lightlane_progress_fn?
  var user: UnsafeMutableRawPointer?

  init(_ options: UnsafePointer<lightlane_run_options>?) throws(LightlaneError) {
    guard let options else { return }
    let known = MemoryLayout<lightlane_run_options>.size
    let size = Int(options.pointee.struct_size)
    try checkSize(options.pointee.struct_size, of: lightlane_run_options.self, "options")
    guard size <= 4096 else {
      throw LightlaneError(.structSize, "options.struct_size is \(size); at most 4096 is taken")
    }
    let bytes = UnsafeRawPointer(options)
    for offset in known..<size where bytes.load(fromByteOffset: offset, as: UInt8.self) != 0 {
      throw LightlaneError(
        .unsupportedField,
        "options has a non-zero byte at offset \(offset), unknown to this version")
    }
    guard options.pointee.threads <= LIGHTLANE_MAX_THREADS else {
      throw LightlaneError(
        .threads,
        "options.threads = \(options.pointee.threads); 0 to \(LIGHTLANE_MAX_THREADS) are taken")
    }
    threads = max(1, Int(options.pointee.threads))
    progress = options.pointee.progress
    user = options.pointee.user
  }
}

/// A plan and the columns of one call.
struct Run: Sendable {
  let plan: Plan
  let inputs: [Column]
  let outputs: [Column]
  let status: Column?

  /// Rows of one thread in one round: a few milliseconds of work.
  private static let rowsPerRound = 8192

  /// Evaluate all rows; false when the progress callback stopped the run.
  func evaluate(rows: Int, options: RunOptions) -> Bool {
    var done = 0
    while done < rows {
      let count = min(rows - done, options.threads * Self.rowsPerRound)
      share(done..<(done + count), over: options.threads)
      done += count
      if let progress = options.progress, progress(options.user, UInt64(done), UInt64(rows)) != 0 {
        return false
      }
    }
    return true
  }

  /// Split a round evenly; the calling thread takes the first part.
  private func share(_ rows: Range<Int>, over threads: Int) {
    let parts = min(threads, rows.count)
    guard parts > 1 else { return evaluate(rows) }
    let size = (rows.count + parts - 1) / parts
    var workers: [Worker] = []
    var start = rows.lowerBound + size
    while start < rows.upperBound {
      let part = start..<min(start + size, rows.upperBound)
      let worker = Worker(run: self, rows: part)
      worker.start()
      workers.append(worker)
      start = part.upperBound
    }
    evaluate(rows.lowerBound..<min(rows.lowerBound + size, rows.upperBound))
    for worker in workers { worker.finish() }
  }

  /// Evaluate some rows on this thread.
  fileprivate func evaluate(_ rows: Range<Int>) {
    var evaluator = RowEvaluator(plan)
    inputs.withUnsafeBufferPointer { inputs in
      outputs.withUnsafeBufferPointer { outputs in
        for row in rows {
          let status = evaluator.evaluate { inputs[$0].load(row) }
          for position in 0..<outputs.count {
            outputs[position].store(evaluator.output(position), row)
          }
          self.status?.store(status, row)
        }
      }
    }
  }
}

/// One thread of one round. A thread that can not be had has its rows done by the thread that waits
/// for it.
private final class Worker {
  private let run: Run
  private let rows: Range<Int>
  private var thread = pthread_t()
  private var started = false

  init(run: Run, rows: Range<Int>) {
    self.run = run
    self.rows = rows
  }

  func start() {
    let context = Unmanaged.passRetained(self).toOpaque()
    let code = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        let worker = Unmanaged<Worker>.fromOpaque(context).takeRetainedValue()
        worker.run.evaluate(worker.rows)
        return nil
      }, context)
    started = code == 0
    if !started { Unmanaged<Worker>.fromOpaque(context).release() }
  }

  func finish() {
    if started { pthread_join(thread, nil) } else { run.evaluate(rows) }
  }
}
