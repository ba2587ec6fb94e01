using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Slipway.Docs.Tests.Snippets;

/// <summary>Keeps what was logged.</summary>
internal sealed class LineLogger : ILoggerProvider
{
    public ConcurrentQueue<(string Category, int Id, LogLevel Level, string Message)> Entries { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Category(categoryName, Entries);

    public void Dispose()
    {
    }

    private sealed class Category(string name, ConcurrentQueue<(string Category, int Id, LogLevel Level, string Message)> entries) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            entries.Enqueue((name, eventId.Id, logLevel, formatter(state, exception)));
    }
}
