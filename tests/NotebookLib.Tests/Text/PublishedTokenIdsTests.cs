using NotebookLib.Tests.References;

namespace NotebookLib.Tests;

/// <summary>References/token_ids.json: strings and the ids that others publish for them, each with who.</summary>
public class PublishedTokenIdsTests
{
    private static readonly IReadOnlyList<Published> All = Reference.Load<Published>("token_ids.json");

    [Fact]
    public void Cl100k_gives_the_published_ids() =>
        AssertAll(ChatGptTokenizer.Cl100kBase(), published => published.Cl100k, count: 61);

    [Fact]
    public void O200k_gives_the_published_ids() =>
        AssertAll(ChatGptTokenizer.O200kBase(), published => published.O200k, count: 52);

    private static void AssertAll(ChatGptTokenizer tokenizer, Func<Published, int[]?> idsOf, int count)
    {
        Published[] known = [.. All.Where(published => idsOf(published) is not null)];
        Assert.Equal(count, known.Length);
        Assert.All(known, published =>
        {
            Assert.True(idsOf(published)!.SequenceEqual(tokenizer.Encode(published.Text)),
                $"'{published.Text}' ({published.Source}): expected {Ids(idsOf(published)!)}; "
                    + $"got {Ids(tokenizer.Encode(published.Text))}");
            Assert.Equal(published.Text, tokenizer.Decode(idsOf(published)!));
            Assert.Equal(tokenizer.Pieces(published.Text), tokenizer.EncodeSteps(published.Text)[^1].Pieces);
        });
    }

    private static string Ids(int[] ids) => string.Join(", ", ids);

    private sealed record Published(string Source, string Text, int[]? Cl100k, int[]? O200k);
}
