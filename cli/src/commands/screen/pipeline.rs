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
const BLOCK: usize = droit_engine::batch::CHUNK;

/// A block ends earlier when its households are large.
const BLOCK_BYTES: usize = 1 << 20;

/// Blocks waiting for the writer, for each worker: one slow block does not stop the others.
const AHEAD: usize = 8;

struct Job<T> {
    block: Vec<Raw>,
    reply: SyncSender<Vec<T>>,
}

/// Why a run stopped before the end.
#[derive(Debug)]
pub(crate) enum Stop<E> {
    /// The input cannot be read further.
    Read(io::Error),
    /// The writer gave up.
    Write(E),
}

/// Gives blocks of households to `work`, on as many threads as asked, and each answer to `write`, in the order of the
/// file.
pub(crate) fn run<T, E, W, S>(
    source: Box<dyn Source>,
    workers: usize,
    work: W,
    mut write: S,
) -> Result<(), Stop<E>>
where
    T: Send,
    W: Fn(Vec<Raw>) -> Vec<T> + Sync,
    S: FnMut(T) -> Result<(), E>,
{
    let (jobs, todo) = sync_channel::<Job<T>>(workers);
    let (order, answers) = sync_channel::<Receiver<Vec<T>>>(workers.saturating_mul(AHEAD));
    let todo = Mutex::new(todo);
    thread::scope(|scope| {
        let reader = scope.spawn(move || feed(source, &jobs, &order));
        for _ in 0..workers {
            scope.spawn(|| serve(&todo, &work));
        }
        let written = answers.iter().try_for_each(|answer| {
            // The reply never comes when a worker panicked; the scope then tells of the panic.
            answer
                .recv()
                .unwrap_or_default()
                .into_iter()
                .try_for_each(&mut write)
        });
        // When the writer gave up, the reader finds nobody to send to, and everything ends.
        drop(answers);
        let read = reader.join();
        written.map_err(Stop::Write)?;
        match read {
            Ok(Err(error)) => Err(Stop::Read(error)),
            Ok(Ok(())) => Ok(()),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Reads blocks until the end, or until nobody wants them any more.
fn feed<T>(
    mut source: Box<dyn Source>,
    jobs: &SyncSender<Job<T>>,
    order: &SyncSender<Receiver<Vec<T>>>,
) -> io::Result<()> {
    loop {
        let mut block = Vec::new();
        let mut bytes: usize = 0;
        let mut end = Ok(true);
        while block.len() < BLOCK && bytes < BLOCK_BYTES {
            match source.next() {
                Ok(Some(raw)) => {
                    bytes = bytes.saturating_add(raw.size);
                    block.push(raw);
                }
                Ok(None) => break,
                // What was read before the fault is still worth an answer.
                Err(error) => {
                    end = Err(error);
                    break;
                }
            }
        }
        if block.is_empty() || end.is_err() {
            end = end.map(|_| false);
        }
        if !block.is_empty() {
            let (reply, answer) = sync_channel(1);
            if order.send(answer).is_err() || jobs.send(Job { block, reply }).is_err() {
                return Ok(());
            }
        }
        if !end? {
            return Ok(());
        }
    }
}

fn serve<T, W: Fn(Vec<Raw>) -> Vec<T>>(todo: &Mutex<Receiver<Job<T>>>, work: &W) {
    loop {
        // The lock is held while waiting: whoever holds it takes the next block.
        let job = todo.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { block, reply }) = job else {
            return;
        };
        // Nobody waits for the answer when the writer gave up.
        let _ = reply.send(work(block));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::lines::Lines;
    use std::io::Cursor;

    fn input(n: usize) -> Box<dyn Source> {
        let text: String = (0..n).map(|i| format!("{i}\n")).collect();
        Box::new(Lines::new(Box::new(Cursor::new(text)), 100))
    }

    fn numbers(block: Vec<Raw>) -> Vec<u64> {
        block.into_iter().map(|raw| raw.number).collect()
    }

    #[test]
    fn answers_come_in_the_order_of_the_lines_whatever_the_number_of_threads() {
        for workers in [1, 2, 7] {
            let mut seen = Vec::new();
            let slow = |block: Vec<Raw>| {
                if block.len().is_multiple_of(3) {
                    thread::sleep(std::time::Duration::from_millis(1));
                }
                numbers(block)
            };
            let write = |number| -> Result<(), ()> {
                seen.push(number);
                Ok(())
            };
            run(input(1000), workers, slow, write).unwrap();
            assert_eq!(seen, (1..=1000).collect::<Vec<u64>>(), "{workers} threads");
        }
    }

    #[test]
    fn a_writer_that_gives_up_ends_the_run() {
        let mut written = 0;
        let stopped = run(input(100_000), 2, numbers, |_| {
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
        let stopped = run(lines, 2, numbers, |n| -> Result<(), ()> {
            seen.push(n);
            Ok(())
        });
        assert!(matches!(stopped, Err(Stop::Read(_))));
        assert_eq!(seen, [1, 2]);
    }
}
