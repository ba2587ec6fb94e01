namespace Slipway;

/// <summary>
/// How the objects of a channel come to the job, with SageMaker's names and meanings. Every mode gives the same rows in the same order. Files of
/// the local disk are read in place in every mode; rows in memory too.
/// </summary>
public enum InputMode
{
    /// <summary>
    /// Objects are read where they are, when they are needed, in ranges; nothing is stored. The default (SageMaker's is <see cref="File"/>): a first
    /// batch after one request, and no disk to fill.
    /// </summary>
    FastFile,

    /// <summary>
    /// Each object is downloaded once into a cache on the local disk, which trials, jobs and processes share
    /// (<see cref="SlipwayServices.DataCache"/>). Pays when data are read several times.
    /// </summary>
    File,

    /// <summary>
    /// A sequential stream, decoded ahead of its reader on a thread of its own within a bounded memory. An algorithm that learns batch by batch
    /// (<see cref="IncrementalAlgorithm{TState}"/>) trains from the stream itself: rows are kept neither in memory nor on disk, and each epoch reads
    /// the channel anew.
    /// </summary>
    Pipe,
}
