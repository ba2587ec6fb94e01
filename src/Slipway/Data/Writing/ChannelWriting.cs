using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Writes a channel to its target, file by file, in the order of its rows.</summary>
internal sealed class ChannelWriting(
    DataChannel channel, WriteTarget target, WriteOptions options, SlipwayServices services, IProgress<WriteProgress>? progress)
{
    private readonly List<WrittenFile> _files = [];
    private PartWriter? _part;
    private long _rows;

    /// <summary>Runs on a thread of its own: rows are read ahead on another one.</summary>
    public async Task<WriteReport> RunAsync(CancellationToken cancellationToken)
    {
        await target.RequireFreeAsync(channel.Source, cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.Factory.StartNew(
                () => Run(cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            await target.DeleteOlderPartsAsync(_files, cancellationToken).ConfigureAwait(false);
            return new WriteReport(_files);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(
                $"Writing {target.Text} was cancelled: {ChannelWriteException.HowFar(new WriteReport(_files), _rows)}.", e, cancellationToken);
        }
        catch (Exception e) when (e is SlipwayException or IOException or UnauthorizedAccessException)
        {
            throw new ChannelWriteException(target.Text, new WriteReport(_files), _rows, e);
        }
    }

    private void Run(CancellationToken cancellationToken)
    {
        Schema? schema = null;
        using var ahead = new BatchesAhead(stop =>
        {
            var reader = channel.OpenUntil(services, stop);
            Volatile.Write(ref schema, reader.Schema);
            return reader;
        });
        try
        {
            while (ahead.Read(cancellationToken) is { } batch)
            {
                using (batch)
                {
                    Write(batch, cancellationToken);
                }

                cancellationToken.ThrowIfCancellationRequested();
            }

            // Without a row there is still a file, which says what the columns are.
            _part ??= _files.Count == 0 ? Start(schema!, cancellationToken) : null;
            Commit(cancellationToken);
        }
        finally
        {
            _part?.Dispose();
            _part = null;
        }
    }

    private void Write(RecordBatch batch, CancellationToken cancellationToken)
    {
        for (var at = 0; at < batch.Length;)
        {
            _part ??= Start(batch.Schema, cancellationToken);
            var count = (int)Math.Min(batch.Length - at, (options.MaxRowsPerFile ?? long.MaxValue) - _part.Rows);
            if (count == batch.Length)
            {
                _part.Write(batch);
            }
            else
            {
                using var share = batch.SliceShared(at, count);
                _part.Write(share);
            }

            at += count;
            _rows += count;
            progress?.Report(new WriteProgress(_files.Count, _rows, _files.Sum(f => f.Bytes) + _part.Bytes));
            if (_part.Rows == options.MaxRowsPerFile || _part.Bytes >= options.MaxBytesPerFile)
            {
                Commit(cancellationToken);
            }
        }
    }

    private PartWriter Start(Schema schema, CancellationToken cancellationToken) =>
        new(target, target.Part(_files.Count), schema, ifAbsent: !options.Overwrite, cancellationToken);

    private void Commit(CancellationToken cancellationToken)
    {
        if (_part is { } part)
        {
            using (part)
            {
                _part = null;
                _files.Add(part.Commit(cancellationToken));
            }
        }
    }
}
