namespace NotebookLib.Tests;

public sealed class WordVectorsTests
{
    private static readonly WordVectors compass =
        new(new Tensor([1, 0, 0, 2, -3, 0, 1, 1, 0, 0], 5, 2), ["east", "north", "west", "northeast", "nowhere"]);

    [Fact]
    public void Likeness_is_the_cosine_of_the_angle_whatever_the_lengths()
    {
        Assert.Equal(0, compass.Cosine("east", "north"), 1e-6f);
        Assert.Equal(-1, compass.Cosine("east", "west"), 1e-6f);
        Assert.Equal(MathF.Sqrt(0.5f), compass.Cosine("northeast", "north"), 1e-6f);
        Assert.Equal(0, compass.Cosine("nowhere", "east"));
    }

    // (3, 4) and (4, 3): 24 / 25, at every size that floats have. Below 1e-38 they have fewer digits.
    [Fact]
    public void Every_finite_row_has_a_direction()
    {
        for (float k = 8e37f; k > 1e-36f; k /= 7.3f) AssertCosine(k, 1e-6f);
        foreach (float k in new[] { 1e-38f, 1e-40f }) AssertCosine(k, 1e-4f);
        AssertCosine(float.Epsilon, 1e-6f); // 3 and 4 times the smallest of all, exactly
        AssertCosine(float.MaxValue / 4, 1e-6f);

        static void AssertCosine(float k, float tolerance)
        {
            var words = new WordVectors(new Tensor(new[,] { { 3 * k, 4 * k }, { 4 * k, 3 * k } }), ["x", "y"]);
            Assert.Equal(0.96f, words.Cosine("x", "y"), tolerance);
            Assert.Equal(0.96f, words.Nearest("x")[0].Cosine, tolerance);
            Assert.Equal(0.96f, words.Cosines()[0, 1], tolerance);
            Assert.Equal(0.96f, ContrastiveSearch.Likeness(new([3 * k, 4 * k]), new Tensor([4 * k, 3 * k], 1, 2)),
                tolerance);
        }
    }

    [Fact]
    public void A_row_that_is_not_finite_is_like_nothing()
    {
        var words = new WordVectors(new Tensor([1, 0, float.NaN, 1, float.PositiveInfinity, 1], 3, 2), ["a", "b", "c"]);

        Assert.True(float.IsNaN(words.Cosine("a", "b")));
        Assert.True(float.IsNaN(words.Cosine("a", "c")));
    }

    [Fact]
    public void The_nearest_come_first_without_the_word_itself()
    {
        var nearest = compass.Nearest("north", 2);

        Assert.Equal(["northeast", "east"], nearest.Select(n => n.Word)); // of equally near words, the first
        Assert.Equal(MathF.Sqrt(0.5f), nearest[0].Cosine, 1e-6f);
        Assert.Equal(4, compass.Nearest("north", 100).Count);
    }

    [Fact]
    public void An_analogy_adds_the_difference_of_directions()
    {
        // Four corners: king − man + woman is exactly queen.
        var words =
            new WordVectors(new Tensor([1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 1], 4, 3), ["man", "woman", "king", "queen"]);

        Assert.Equal("queen", words.Analogy("man", "king", "woman", 1)[0].Word);
    }

    [Fact]
    public void Inputs_are_answers_only_if_asked_for()
    {
        Assert.DoesNotContain("north", compass.Analogy("east", "north", "east", 5).Select(a => a.Word));
        Assert.Equal(("north", 1),
            (compass.Analogy("east", "north", "east", 1, excludeInputs: false)[0].Word,
                MathF.Round(compass.Analogy("east", "north", "east", 1, excludeInputs: false)[0].Cosine, 5)));
    }

    [Fact]
    public void All_cosines_are_those_of_the_pairs()
    {
        Tensor all = compass.Cosines();

        for (int i = 0; i < 5; i++)
            for (int j = 0; j < 5; j++)
                Assert.Equal(compass.Cosine(compass.Words[i], compass.Words[j]), all[i, j], 1e-6f);
    }

    [Fact]
    public void Nearest_of_same_kind_counts_among_words_of_these_kinds_alone()
    {
        // angles 0°, 20°, 30° and 90°: the nearest of cat is oak, of oak elm, of elm oak, of dog elm
        var vectors = new WordVectors(new Tensor([1, 0, 0.94f, 0.34f, 0.87f, 0.5f, 0, 1, 1, 0.01f], 5, 2),
            ["cat", "oak", "elm", "dog", "the"]);
        var kinds = new Dictionary<string, string>
        {
            ["cat"] = "animal",
            ["dog"] = "animal",
            ["oak"] = "tree",
            ["elm"] = "tree",
        };
        Assert.Equal(0.5, vectors.NearestOfSameKind(kinds));
        Assert.Equal(1, vectors.NearestOfSameKind(kinds, "animal"));
        Assert.Contains("expected at least two words of a kind; got 0",
            Assert.Throws<ArgumentException>("kinds", () => vectors.NearestOfSameKind(kinds, "stone")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Kinds_are_told_apart_by_the_mean_of_the_others()
    {
        // trees at 80°, 90°, 100°; animals at 0°, 10° and one at 85°, which lies among the trees
        float[] Row(double degrees) =>
            [(float)Math.Cos(degrees * Math.PI / 180), (float)Math.Sin(degrees * Math.PI / 180)];
        double[] angles = [80, 90, 100, 0, 10, 85];
        var vectors = new WordVectors(new Tensor([.. angles.SelectMany(Row)], 6, 2),
            ["oak", "elm", "fir", "cat", "dog", "owl"]);
        Dictionary<string, string> Kinds(params string[] animals) =>
            vectors.Words.ToDictionary(word => word, word => animals.Contains(word) ? "animal" : "tree");
        Assert.Equal(5 / 6.0, vectors.ToldApart(Kinds("cat", "dog", "owl"), "animal", "tree"), 1e-12);
        Assert.Equal(1, vectors.ToldApart(Kinds("cat", "dog"), "animal", "tree"));
        Assert.Contains("expected at least two words of animal and of stone; got 2 and 0",
            Assert.Throws<ArgumentException>("kinds", () =>
                vectors.ToldApart(Kinds("cat", "dog"), "animal", "stone")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_without_a_row_are_refused()
    {
        Assert.Equal("word: expected one of 5 words, from 'east' to 'nowhere'; got 'south'. (Parameter 'word')",
            Assert.Throws<ArgumentException>(() => compass.Nearest("south")).Message);
        Assert.Equal("table: expected a row for each of the 1 words, (V, d); got (2, 2). (Parameter 'table')",
            Assert.Throws<ArgumentException>(() => new WordVectors(Tensor.Ones(2, 2), ["a"])).Message);
        Assert.Equal("words: expected different ones; got 'a' twice. (Parameter 'words')",
            Assert.Throws<ArgumentException>(() => new WordVectors(Tensor.Ones(2, 2), ["a", "a"])).Message);
        Assert.Equal("count: expected 0 or more; got -1. (Parameter 'count')",
            Assert.Throws<ArgumentException>(() => compass.Nearest("east", -1)).Message);
    }
}
