using System.Globalization;

namespace Slipway.Testing;

public sealed partial class ObjectStoreConformance
{
    // Each must stay itself: none is another one's decoding or encoding.
    private static readonly string[] OddNames =
    [
        "plain.csv", "with space", "with+plus", "with%20percent", "100%", "%", "%25", "a#b", "a?b=c&d", "semi;colon,comma", "at@sign:colon", "quote'", "(round)", "[square]", "{curly}", "tilde~",
        "dollar$", "bang!", "caret^", "back`tick", "equals=", "MiXed", "dots...", ".hidden", "trailing.", "übung", "e\u0301", "日本語", "emoji 🚀", "deep/er/and deep/er", "a b/c+d/e%f",
    ];

    private void AddListing()
    {
        AddInFolder("List_GivenNothing_IsEmpty", ListsNothing);
        AddInFolder("List_GivenObjects_DescribesThemAsStatDoes", ListsAsStat);
        AddInFolder("List_GivenPrefix_GivesWhatStartsWithIt", ListsPrefix);
        AddInFolder("List_GivenMoreThanAPage_GivesEachOnceInOrder", ListsPages);
    }

    private void AddNames()
    {
        AddInFolder("Name_OfAnyKind_StaysItself", KeepsNames);
        AddInFolder("List_GivenOddNames_OrdersThemByTheirUtf8Bytes", OrdersNames);
    }

    private static async Task ListsNothing(StoreFolder folder)
    {
        var found = await folder.ListAsync().ConfigureAwait(false);
        folder.Require(found.Count == 0, $"a listing of a folder that is not there gives {found.Count} objects.");
    }

    private static async Task ListsAsStat(StoreFolder folder)
    {
        await folder.WriteAsync("a", Content(1, 10)).ConfigureAwait(false);
        await folder.WriteAsync("b/c d", Content(2, 0)).ConfigureAwait(false);
        foreach (var listed in await folder.ListAsync().ConfigureAwait(false))
        {
            var found = await folder.Store.StatAsync(listed.Uri).ConfigureAwait(false);
            folder.Require(listed == found, $"a listing says {listed}, and StatAsync {found}; expected the same.");
            var age = DateTimeOffset.UtcNow - listed.LastModified;
            folder.Require(age.Duration() < TimeSpan.FromHours(1), $"LastModified of an object that was just written is {listed.LastModified:u}.");
        }
    }

    private static async Task ListsPrefix(StoreFolder folder)
    {
        string[] names = ["part", "part-1", "part-2", "part/1", "part/2/3", "parts", "pa", "other", "P"];
        foreach (var name in names)
        {
            await folder.WriteAsync(name.Contains('/', StringComparison.Ordinal) ? "x/" + name : name, "x"u8.ToArray()).ConfigureAwait(false);
        }

        foreach (var prefix in new[] { "", "part", "part-", "x/", "x/part", "x/part/", "x/part/2", "none", "part-1" })
        {
            var expected = names.Select(n => n.Contains('/', StringComparison.Ordinal) ? "x/" + n : n)
                .Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
            var found = (await folder.ListAsync(prefix).ConfigureAwait(false)).ConvertAll(i => folder.NameOf(i.Uri));
            folder.Require(found.SequenceEqual(expected), $"the listing of '{prefix}' gives {string.Join(", ", found)}; expected {string.Join(", ", expected)}.");
        }
    }

    private async Task ListsPages(StoreFolder folder)
    {
        var names = Enumerable.Range(0, _listing).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i % 7}/{i:D5}")).ToList();
        await Parallel.ForEachAsync(
            names, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (name, _) => await folder.WriteAsync(name, "x"u8.ToArray()).ConfigureAwait(false)).ConfigureAwait(false);

        var found = (await folder.ListAsync().ConfigureAwait(false)).ConvertAll(i => folder.NameOf(i.Uri));
        names.Sort(StringComparer.Ordinal);
        var first = found.Zip(names).FirstOrDefault(p => p.First != p.Second);
        folder.Require(found.SequenceEqual(names), $"a listing of {names.Count} objects gives {found.Count}; the first that differs is '{first.First}', expected '{first.Second}'.");

        var enumerator = folder.Store.ListAsync(folder.Uri).GetAsyncEnumerator();
        await using (enumerator.ConfigureAwait(false))
        {
            folder.Require(await enumerator.MoveNextAsync().ConfigureAwait(false), "a listing that is left after one object does not give that one.");
        }
    }

    private static async Task KeepsNames(StoreFolder folder)
    {
        foreach (var name in OddNames)
        {
            await folder.WriteAsync(name, System.Text.Encoding.UTF8.GetBytes("content of " + name), ifAbsent: true).ConfigureAwait(false);
        }

        var listed = (await folder.ListAsync().ConfigureAwait(false)).ToDictionary(i => folder.NameOf(i.Uri), StringComparer.Ordinal);
        foreach (var name in OddNames)
        {
            var content = System.Text.Encoding.UTF8.GetString(await folder.ReadAsync(name).ConfigureAwait(false));
            folder.Require(content == "content of " + name, $"'{name}' has the {content}.");
            folder.Require(listed.TryGetValue(name, out var info), $"'{name}' was written, and a listing does not show it; it shows {string.Join(", ", listed.Keys)}.");
            var stream = await folder.Store.OpenReadAsync(info!.Uri).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                using var reader = new StreamReader(stream);
                content = await reader.ReadToEndAsync().ConfigureAwait(false);
                folder.Require(content == "content of " + name, $"the URI that a listing gives for '{name}', {info.Uri.AbsoluteUri}, reads as the {content}.");
            }
        }

        folder.Require(listed.Count == OddNames.Length, $"{OddNames.Length} objects were written, and a listing shows {listed.Count}.");
    }

    private static async Task OrdersNames(StoreFolder folder)
    {
        foreach (var name in OddNames)
        {
            await folder.WriteAsync(name, "x"u8.ToArray()).ConfigureAwait(false);
        }

        var found = (await folder.ListAsync().ConfigureAwait(false)).ConvertAll(i => i.Uri);
        for (var i = 1; i < found.Count; i++)
        {
            folder.Require(
                CompareNames(found[i - 1], found[i]) < 0,
                $"a listing gives '{folder.NameOf(found[i - 1])}' before '{folder.NameOf(found[i])}'; expected the order of their names, unescaped, as UTF-8 bytes.");
        }
    }
}
