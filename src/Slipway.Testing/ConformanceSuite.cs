namespace Slipway.Testing;

/// <summary>
/// Named checks of a contract, for any test framework: run each by its name (a data-driven test), or all with <see cref="Run()"/>.
/// </summary>
public abstract class ConformanceSuite
{
    private readonly Dictionary<string, Action> _checks = new(StringComparer.Ordinal);

    private protected ConformanceSuite()
    {
    }

    /// <summary>Names of the checks, in the order in which a newcomer should make them pass.</summary>
    public IReadOnlyCollection<string> Names => _checks.Keys;

    /// <summary>Runs one check.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ConformanceException">The contract is not kept.</exception>
    /// <exception cref="ArgumentException">There is no such check.</exception>
    public void Run(string name)
    {
        var check = _checks.GetValueOrDefault(name)
            ?? throw new ArgumentException($"There is no check '{name}'; known are {string.Join(", ", _checks.Keys)}.", nameof(name));
        try
        {
            check();
        }
        catch (Exception e) when (e is not ConformanceException)
        {
            throw new ConformanceException(name, $"it threw {e.GetType().Name}: {e.Message}", e);
        }
    }

    /// <summary>Runs all checks.</summary>
    /// <exception cref="ConformanceException">The first contract that is not kept.</exception>
    public void Run()
    {
        foreach (var name in _checks.Keys)
        {
            Run(name);
        }
    }

    private protected void Add(string name, Action<string> check) => _checks.Add(name, () => check(name));

    // On the thread pool, so that no context of a test framework is waited for.
    private protected void AddAsync(string name, Func<string, Task> check) => Add(name, n => Task.Run(() => check(n)).GetAwaiter().GetResult());

    private protected static void Require(string check, bool kept, string finding)
    {
        if (!kept)
        {
            throw new ConformanceException(check, finding);
        }
    }
}
