namespace Slipway.Docs.Tests.Snippets;

/// <summary>The three cultivars of UCI's wine data, in the order of its classes.</summary>
public enum Grape
{
    Barolo,
    Grignolino,
    Barbera,
}
