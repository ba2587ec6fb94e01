using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Slipway.Jobs;

/// <summary>A logger that writes to the job's log as well as to the application's loggers.</summary>
/// <param name="application">The application's logger.</param>
/// <param name="clock">Time stamps.</param>
/// <param name="write">Receives each finished line.</param>
internal sealed class JobLogger(ILogger application, TimeProvider clock, Action<string> write) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => application.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information || application.IsEnabled(logLevel);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Information)
        {
            var message = formatter(state, exception).ReplaceLineEndings(" ");
            write(string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss.ffffffZ} {Short(logLevel)} {message}"));
        }

        application.Log(logLevel, eventId, state, exception, formatter);
    }

    private static string Short(LogLevel level) => level switch
    {
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        LogLevel.Critical => "critical",
        _ => "info",
    };
}
