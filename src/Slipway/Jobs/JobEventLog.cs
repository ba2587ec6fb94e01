using System.Runtime.CompilerServices;

namespace Slipway.Jobs;

/// <summary>The events of one running job: one writer, any number of readers, each from its own position.</summary>
internal sealed class JobEventLog
{
    private readonly Lock _gate = new();
    private readonly List<JobEvent> _events = [];
    private TaskCompletionSource _changed = New();

    public void Append(Func<long, JobEvent> create)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (_events is [.., StatusEvent { Status.IsTerminal: true }])
            {
                return; // watchers were let go of a job whose thread could not be ended
            }

            _events.Add(create(_events.Count));
            changed = _changed;
            _changed = New();
        }

        changed.SetResult();
    }

    public async IAsyncEnumerable<JobEvent> ReadAsync(long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var position = from;
        while (true)
        {
            JobEvent? next = null;
            Task changed;
            lock (_gate)
            {
                if (position < _events.Count)
                {
                    next = _events[(int)position];
                }

                changed = _changed.Task;
            }

            if (next is null)
            {
                await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            position++;
            yield return next;
            if (next is StatusEvent { Status.IsTerminal: true })
            {
                yield break;
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
