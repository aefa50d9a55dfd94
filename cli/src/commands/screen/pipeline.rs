//! Many workers, one order: what comes out is in the order of what came in, and memory holds a few blocks only.
//!
//! ```text
//!            ┌──▶ worker ──┐
//! reader ────┼──▶ worker ──┼──▶ writer, which waits for the blocks in the order of the reader
//!            └──▶ worker ──┘
//! ```

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::input::{Raw, Source};

/// How many households a worker takes at once: those that the engine evaluates together.
pub(crate) const BLOCK: usize = droit_engine::batch::CHUNK;

/// A block ends earlier when its households are large. Those of a wide table take some ten kilobytes each: a whole block of
/// them fits, for the engine is several times slower on a few households than on many.
const BLOCK_BYTES: usize = 8 << 20;

/// Blocks waiting for the writer, for each worker: one slow block does not stop the others.
const AHEAD: usize = 8;

struct Job<T> {
    /// Position of the file of the households: those of a block come from one file.
    file: usize,
    block: Vec<Raw>,
    reply: SyncSender<T>,
}

/// Why a run stopped before the end.
#[derive(Debug)]
pub(crate) enum Stop<E> {
    /// A file, at this position, cannot be read further.
    Read(usize, io::Error),
    /// The writer gave up.
    Write(E),
}

/// Gives blocks of households to `work`, on as many threads as asked, and each answer to `write`, in the order of the
/// files. Where a block ends depends on the households alone: a run that starts again after one has the same blocks.
pub(crate) fn run<T, E, W, S>(
    source: Box<dyn Source>,
    workers: usize,
    work: W,
    mut write: S,
) -> Result<(), Stop<E>>
where
    T: Send,
    W: Fn(usize, Vec<Raw>) -> T + Sync,
    S: FnMut(T) -> Result<(), E>,
{
    let (jobs, todo) = sync_channel::<Job<T>>(workers);
    let (order, answers) = sync_channel::<Receiver<T>>(workers.saturating_mul(AHEAD));
    let todo = Mutex::new(todo);
    thread::scope(|scope| {
        let reader = scope.spawn(move || feed(source, &jobs, &order));
        for _ in 0..workers {
            scope.spawn(|| serve(&todo, &work));
        }
        let written = answers.iter().try_for_each(|answer| {
            // The reply never comes when a worker panicked; the scope then tells of the panic.
            answer.recv().map_or(Ok(()), &mut write)
        });
        // When the writer gave up, the reader finds nobody to send to, and everything ends.
        drop(answers);
        let read = reader.join();
        written.map_err(Stop::Write)?;
        match read {
            Ok(Err((file, error))) => Err(Stop::Read(file, error)),
            Ok(Ok(())) => Ok(()),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Reads blocks until the end, or until nobody wants them any more.
fn feed<T>(
    mut source: Box<dyn Source>,
    jobs: &SyncSender<Job<T>>,
    order: &SyncSender<Receiver<T>>,
) -> Result<(), (usize, io::Error)> {
    // The first household of the next file, read to see that the one before had no more.
    let mut next: Option<(usize, Raw)> = None;
    loop {
        let mut block = Vec::new();
        let mut bytes: usize = 0;
        let mut file = None;
        let mut end = Ok(false);
        if let Some((of, raw)) = next.take() {
            bytes = raw.size;
            file = Some(of);
            block.push(raw);
        }
        while block.len() < BLOCK && bytes < BLOCK_BYTES {
            let raw = match source.next() {
                Ok(Some(raw)) => raw,
                Ok(None) => {
                    end = Ok(true);
                    break;
                }
                // What was read before the fault is still worth an answer.
                Err(error) => {
                    end = Err((source.file(), error));
                    break;
                }
            };
            let of = source.file();
            if file.is_some_and(|file| file != of) {
                next = Some((of, raw));
                break;
            }
            file = Some(of);
            bytes = bytes.saturating_add(raw.size);
            block.push(raw);
        }
        if let Some(file) = file {
            let (reply, answer) = sync_channel(1);
            let job = Job { file, block, reply };
            if order.send(answer).is_err() || jobs.send(job).is_err() {
                return Ok(());
            }
        }
        if end? {
            return Ok(());
        }
    }
}

fn serve<T, W: Fn(usize, Vec<Raw>) -> T>(todo: &Mutex<Receiver<Job<T>>>, work: &W) {
    loop {
        // The lock is held while waiting: whoever holds it takes the next block.
        let job = todo.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { file, block, reply }) = job else {
            return;
        };
        // Nobody waits for the answer when the writer gave up.
        let _ = reply.send(work(file, block));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::lines::Lines;
    use std::io::Cursor;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    fn input(n: usize) -> Box<dyn Source> {
        let text: String = (0..n).map(|i| format!("{i}\n")).collect();
        Box::new(Lines::new(Box::new(Cursor::new(text)), 100))
    }

    fn numbers(_: usize, block: Vec<Raw>) -> Vec<u64> {
        block.into_iter().map(|raw| raw.number).collect()
    }

    #[test]
    fn answers_come_in_the_order_of_the_lines_whatever_the_number_of_threads() {
        for workers in [1, 2, 7] {
            let mut seen = Vec::new();
            let slow = |file, block: Vec<Raw>| {
                if block.len().is_multiple_of(3) {
                    thread::sleep(std::time::Duration::from_millis(1));
                }
                numbers(file, block)
            };
            let write = |numbers: Vec<u64>| -> Result<(), ()> {
                seen.extend(numbers);
                Ok(())
            };
            run(input(1000), workers, slow, write).unwrap();
            assert_eq!(seen, (1..=1000).collect::<Vec<u64>>(), "{workers} threads");
        }
    }

    #[test]
    fn a_block_holds_households_of_one_file_and_starts_again_where_another_ended() {
        /// Files of so many households.
        struct Files(Vec<u64>, usize, u64);
        impl Source for Files {
            fn next(&mut self) -> io::Result<Option<Raw>> {
                while let Some(n) = self.0.get(self.1) {
                    if self.2 < *n {
                        self.2 += 1;
                        return Ok(Some(Raw {
                            number: self.2,
                            size: 1,
                            content: crate::input::Content::Json(Ok(Vec::new())),
                        }));
                    }
                    (self.1, self.2) = (self.1 + 1, 0);
                }
                Ok(None)
            }
            fn file(&self) -> usize {
                self.1
            }
        }
        let block = u64::try_from(BLOCK).unwrap();
        let blocks = |skipped: usize| {
            let mut source = Box::new(Files(vec![block + 44, 0, 1, 2 * block + 88], 0, 0));
            for _ in 0..skipped {
                source.next().unwrap();
            }
            let mut seen: Vec<(usize, Vec<u64>)> = Vec::new();
            let work = |file, block| (file, numbers(file, block));
            run(source, 3, work, |block| -> Result<(), ()> {
                seen.push(block);
                Ok(())
            })
            .unwrap();
            seen
        };
        let all = blocks(0);
        let sizes: Vec<_> = all.iter().map(|(f, b)| (*f, b.len())).collect();
        assert_eq!(
            sizes,
            [(0, BLOCK), (0, 44), (2, 1), (3, BLOCK), (3, BLOCK), (3, 88)]
        );
        let mut before = 0;
        for (i, (_, block)) in all.iter().enumerate() {
            assert_eq!(blocks(before), all.get(i..).unwrap());
            before += block.len();
        }
    }

    #[test]
    fn what_waits_in_memory_does_not_grow_with_the_file() {
        /// Households, and how many of them were given.
        struct Counted(u64, Arc<AtomicU64>);
        impl Source for Counted {
            fn next(&mut self) -> io::Result<Option<Raw>> {
                let number = self.1.fetch_add(1, Ordering::SeqCst) + 1;
                Ok((number <= self.0).then(|| Raw {
                    number,
                    size: 1,
                    content: crate::input::Content::Json(Ok(Vec::new())),
                }))
            }
        }
        let most = |households: u64, workers: usize| {
            let given = Arc::new(AtomicU64::new(0));
            let source = Box::new(Counted(households, Arc::clone(&given)));
            let (mut written, mut most) = (0, 0);
            // A writer slower than the workers: all that may wait does.
            run(source, workers, numbers, |block| -> Result<(), ()> {
                thread::sleep(std::time::Duration::from_millis(3));
                most = most.max(given.load(Ordering::SeqCst) - written);
                written += u64::try_from(block.len()).unwrap();
                Ok(())
            })
            .unwrap();
            assert_eq!(written, households);
            most
        };
        for workers in [1, 2] {
            // Those that wait for the writer, those of the workers, the one that is written and the one being read.
            let blocks = workers * AHEAD + 2 * workers + 2;
            let bound = u64::try_from(blocks * BLOCK).unwrap();
            let (small, large) = (most(20_000, workers), most(120_000, workers));
            assert!(small <= bound && large <= bound, "{small} {large} {bound}");
        }
    }

    #[test]
    fn a_writer_that_gives_up_ends_the_run() {
        let mut written = 0;
        let stopped = run(input(100_000), 2, numbers, |_: Vec<u64>| {
            written += 1;
            if written == 10 { Err("full") } else { Ok(()) }
        });
        assert!(matches!(stopped, Err(Stop::Write("full"))));
    }

    #[test]
    fn an_input_that_breaks_gives_what_was_read_before() {
        struct Broken(bool);
        impl io::Read for Broken {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                if std::mem::replace(&mut self.0, true) {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                buffer[..4].copy_from_slice(b"a\nb\n");
                Ok(4)
            }
        }
        let mut seen = Vec::new();
        let lines = Box::new(Lines::new(Box::new(io::BufReader::new(Broken(false))), 100));
        let stopped = run(lines, 2, numbers, |n: Vec<u64>| -> Result<(), ()> {
            seen.extend(n);
            Ok(())
        });
        assert!(matches!(stopped, Err(Stop::Read(0, _))));
        assert_eq!(seen, [1, 2]);
    }
}
