namespace NotebookLib.Tests;

public class StoryGrammarTests
{
    private static readonly StoryGrammar Grammar = new();

    // Words counted by hand: 0 Mia had a red robot 5 named Captain Pickle . The 10 mice behind the house were 15
    // singing . Then the robot 20 dropped the glass because it 25 was slippery . She wrote 30 a song about the glass 35
    // and giggled . Captain Pickle 40 said sorry …
    [Theory]
    [InlineData("Mia had a red robot named Captain Pickle. The mice behind the house were singing. "
        + "Then the robot dropped the glass because it was slippery. " +
        "She wrote a song about the glass and giggled. Captain Pickle said sorry. The end.\n",
        "Number: were 14 ← mice 10, not house 13", "Noun: robot 19 ← robot 4",
        "Pronoun: slippery 26 ← glass 22, not robot 19", "Gender: She 28 ← Mia 0",
        "Antecedent: glass 34 ← glass 22, not robot 19", "Name: Captain 38 ← Captain 6", "Name: Pickle 39 ← Pickle 7")]
    // 0 The robot dropped the glass 5 because it was clumsy . 10 Tom looked at the robot 15 . The owl near the 20 boats
    // was quiet
    [InlineData("The robot dropped the glass because it was clumsy. Tom looked at the robot. "
        + "The owl near the boats was quiet.\n",
        "Pronoun: clumsy 8 ← robot 1, not glass 4", "Antecedent: robot 14 ← robot 1, not glass 4",
        "Number: was 21 ← owl 17, not boats 20")]
    // 0 The robot dropped the glass 5 because it was hot . 10 Tom looked at the glass 15 . The owl near the 20 strange
    // red boats was quiet
    [InlineData("The robot dropped the glass because it was hot. Tom looked at the glass. "
        + "The owl near the strange red boats was quiet.\n",
        "Pronoun: hot 8 ← glass 4, not robot 1", "Antecedent: glass 14 ← glass 4, not robot 1",
        "Number: was 23 ← owl 17, not boats 22")]
    // 0 The bear ate the cake 5 because it was tasty . 10 Nora pointed at the cake 15 . Soon the puppy hid 20 under the
    // bed because it 25 was scared . She looked 30 at the scared puppy . 35 Everyone clapped
    [InlineData("The bear ate the cake because it was tasty. Nora pointed at the cake. Soon the puppy hid under the "
        + "bed because it was scared. She looked at the scared puppy. Everyone clapped.\n",
        "Pronoun: tasty 8 ← cake 4, not bear 1", "Antecedent: cake 14 ← cake 4, not bear 1",
        "Pronoun: scared 26 ← puppy 18, not bed 22", "Gender: She 28 ← Nora 10", "Adjective: scared 32 ← scared 26",
        "Antecedent: puppy 33 ← puppy 18, not bed 22")]
    // 0 One morning Leo found a 5 duck in the attic . 10 He named it Lady Waffle 15 . Zoe came to play 20 . Soon the
    // duck ate 25 the pie because it was 30 warm . Zoe drew a 35 picture of the pie and 40 sighed . Leo hugged Lady 45
    // Waffle
    [InlineData("One morning Leo found a duck in the attic. He named it Lady Waffle. Zoe came to play. "
        + "Soon the duck ate the pie because it was warm. " +
        "Zoe drew a picture of the pie and sighed. Leo hugged Lady Waffle.\n",
        "Gender: He 10 ← Leo 2", "Noun: duck 23 ← duck 5", "Pronoun: warm 30 ← pie 26, not duck 23",
        "Name: Zoe 32 ← Zoe 16, not Leo 2", "Antecedent: pie 38 ← pie 26, not duck 23",
        "Name: Leo 42 ← Leo 2, not Zoe 32", "Name: Lady 44 ← Lady 13", "Name: Waffle 45 ← Waffle 14")]
    public void Gold_annotations_are_those_found_by_hand(string text, params string[] expected)
    {
        Story story = Grammar.Read(text);

        Assert.Equal(expected, story.Dependencies.Select(d =>
            $"{d.Kind}: {story.Words[d.Position]} {d.Position} ← {story.Words[d.Source]} {d.Source}"
                + (d.Rival is { } rival ? $", not {story.Words[rival]} {rival}" : "")));
        Assert.Equal(text, story.Text);
        Assert.Equal(text, Grammar.Tokenizer.Decode(story.Tokens));
    }

    [Fact]
    public void No_fixed_distance_finds_the_source_of_more_than_about_half_of_any_kind()
    {
        var random = new Random(11);
        var distances = Enumerable.Range(0, 2000).SelectMany(_ => Grammar.Generate(random).Dependencies)
            .ToLookup(d => d.Kind, d => d.Position - d.Source);

        Assert.Equal(Enum.GetValues<DependencyKind>().Length, distances.Count);
        Assert.All(distances,
            kind =>
                Assert.InRange(kind.CountBy(distance => distance).Max(d => d.Value) / (double)kind.Count(), 0, 0.55));
    }

    [Fact]
    public void Kinds_name_113_words_in_24_kinds_all_of_them_in_the_vocabulary()
    {
        var grammar = new StoryGrammar();

        Assert.Equal((113, 24), (grammar.Kinds.Count, grammar.Kinds.Values.Distinct().Count()));
        Assert.All(grammar.Kinds.Keys,
            word => Assert.InRange(grammar.Tokenizer.Id(word), 0, grammar.Tokenizer.VocabularySize - 1));
        Assert.Equal(("girl", "boy", "animals"), (grammar.Kinds["Ada"], grammar.Kinds["Ben"], grammar.Kinds["mice"]));
        Assert.Equal(grammar.Kinds["glass"], grammar.Kinds["vase"]);
        Assert.NotEqual(grammar.Kinds["slippery"], grammar.Kinds["clumsy"]);
    }

    [Fact]
    public void Entropy_is_the_mean_surprise_of_a_million_tokens()
    {
        var random = new Random(7);
        double surprise = 0;
        int tokens = 0;
        while (tokens < 1_000_000)
        {
            Story story = Grammar.Generate(random);
            surprise -= Grammar.LogProbability(story.Tokens);
            tokens += story.Tokens.Count;
        }
        Assert.Equal(1, surprise / tokens / Grammar.EntropyPerToken, tolerance: 0.005); // standard error about 0.0006
    }

    [Fact]
    public void Probability_of_a_story_is_the_product_of_its_choices()
    {
        // Plot 3 (0.35), pet 1/8, mishap 0.2, thing 1/4, the thing's fault 0.5, adjective 1/3, hero 1/12, verb 1/6, no
        // adjective 0.5, no "and" 0.5, no second mishap 0.3, ending 0.25, 1/3.
        double expected = 0.35 / 8 * 0.2 / 4 * 0.5 / 3 / 12 / 6 * 0.5 * 0.5 * 0.3 * 0.25 / 3;
        Story story = Grammar.Read("The robot dropped the glass because it was slippery. Mia looked at the glass. "
            + "Everyone cheered.\n");

        Assert.Equal(Math.Log(expected), Grammar.LogProbability(story.Tokens), tolerance: 1e-12);
    }

    [Fact]
    public void Next_words_are_distinct_and_their_probabilities_sum_to_one_everywhere()
    {
        var random = new Random(11);
        for (int n = 0; n < 3000; n++)
        {
            var telling = new StoryTelling(StoryPlot.Story);
            foreach (string word in Grammar.Generate(random).Words)
            {
                var next = telling.Next();
                Assert.Equal(next.Count, next.DistinctBy(option => option.Word).Count());
                Assert.Equal(1, next.Sum(option => option.Probability), tolerance: 1e-12);
                telling.Tell(word);
            }
            Assert.True(telling.Ended);
        }
    }

    [Fact]
    public void After_the_adjective_only_the_noun_that_it_decides_can_come()
    {
        int[] clumsy = Grammar.Tokenizer.Encode("The robot dropped the glass because it was clumsy. Mia looked at the");
        int[] slippery =
            Grammar.Tokenizer.Encode("The robot dropped the glass because it was slippery. Mia looked at the");

        // the rest: "the clumsy robot"
        Assert.Equal(0.5, Grammar.NextProbabilities(clumsy)[Grammar.Tokenizer.Id("robot")]);
        Assert.Equal(0, Grammar.NextProbabilities(clumsy)[Grammar.Tokenizer.Id("glass")]);
        Assert.Equal(0.5, Grammar.NextProbabilities(slippery)[Grammar.Tokenizer.Id("glass")]);
        Assert.Equal(1,
            Grammar.NextProbabilities([.. slippery, Grammar.Tokenizer.Id("slippery")])[Grammar.Tokenizer.Id("glass")]);
        // "… it was" leaves both open
        Assert.Equal(0.5 / 3, Grammar.NextProbabilities(clumsy[..8])[Grammar.Tokenizer.Id("slippery")],
            tolerance: 1e-12);
    }

    [Fact]
    public void Stories_keep_their_promised_sizes()
    {
        var random = new Random(3);
        Story[] stories = [.. Enumerable.Range(0, 20_000).Select(_ => Grammar.Generate(random))];

        Assert.InRange(stories.Min(story => story.Words.Count(word => word == ".")), 3, 3);
        Assert.InRange(stories.Max(story => story.Words.Count(word => word == ".")), 6, 7);
        Assert.InRange(stories.Max(story => story.Tokens.Count), 55, 64);
        Assert.All(stories, story => Assert.Equal("\n", story.Words[^1]));
        // standard error 0.07
        Assert.Equal(stories.Average(story => story.Tokens.Count), Grammar.TokensPerStory, tolerance: 0.3);
        Assert.Equal(Grammar.Tokenizer.VocabularySize, stories.SelectMany(story => story.Tokens).Distinct().Count());
    }

    [Fact]
    public void Every_annotation_makes_sense_on_ten_thousand_stories()
    {
        string[] plurals = ["birds", "children", "frogs", "goats", "mice", "owls"];
        string[] girls = ["Ada", "Lily", "Mia", "Nora", "Ruby", "Zoe"];
        var random = new Random(5);
        var pronounIsPet = new List<bool>();
        foreach (Story story in Enumerable.Range(0, 10_000).Select(_ => Grammar.Generate(random)))
        {
            foreach (Dependency d in story.Dependencies)
            {
                (string word, string source) = (story.Words[d.Position], story.Words[d.Source]);
                Assert.True(d.Source < d.Position && (d.Rival ?? 0) < d.Position);
                switch (d.Kind)
                {
                    case DependencyKind.Number: Assert.Equal(plurals.Contains(source) ? "were" : "was", word); break;
                    case DependencyKind.Gender: Assert.Equal(girls.Contains(source) ? "She" : "He", word); break;
                    case DependencyKind.Pronoun:
                        Assert.Equal(["because", "it", "was"], story.Words.Take(d.Position).TakeLast(3));
                        pronounIsPet.Add(d.Source < d.Rival);
                        break;
                    default: Assert.Equal(source, word); break;
                }
            }
            Assert.Equal(story.Dependencies, Grammar.Read(story.Text).Dependencies);
        }
        Assert.InRange(pronounIsPet.Count, 12_000, 13_000); // one in each story, and a second in 0.35 × 0.7 of them
        Assert.Equal(0.5, pronounIsPet.Average(pet => pet ? 1 : 0), tolerance: 0.02);
    }

    [Fact]
    public void Same_seed_tells_the_same_stories() =>
        Assert.Equal(Grammar.Corpus(new Random(13), 5), new StoryGrammar().Corpus(new Random(13), 5));

    [Fact]
    public void Ids_are_those_of_the_vocabulary_file() =>
        Assert.Equal(StoryFile("vocabulary.txt").TrimEnd('\n').Split('\n'),
            Enumerable.Range(0, 199).Select(Grammar.Tokenizer.Token));

    [Fact]
    public void Sample_file_holds_what_its_description_says() =>
        Assert.Equal(StoryFile("stories.txt"), Grammar.Corpus(new Random(42), 120));

    [Fact]
    public void Impossible_words_have_no_probability_until_the_next_story()
    {
        double[] logs = Grammar.LogProbabilities(Grammar.Tokenizer.Encode("The robot ate robot.\nThe robot"));

        Assert.Equal([Math.Log(0.35), Math.Log(1 / 8.0), Math.Log(0.2)], logs[..3],
            (expected, actual) => Math.Abs(expected - actual) < 1e-12);
        Assert.Equal([double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity], logs[3..6]);
        Assert.Equal(logs[..2], logs[6..]);
    }

    [Fact]
    public void What_is_to_be_expected_at_each_place_is_what_comes_next_after_the_words_before()
    {
        var grammar = new StoryGrammar();
        int[] tokens = [.. grammar.Generate(new Random(5)).Tokens, .. grammar.Generate(new Random(6)).Tokens.Take(4)];

        Tensor expected = grammar.Expectations(tokens);

        Assert.Equal($"({tokens.Length}, 199)", expected.Shape.ToString());
        for (int t = 0; t < tokens.Length; t++)
            Assert.Equal(grammar.NextProbabilities(tokens[..t]).Select(p => (float)p), expected.Row(t).ToArray());
        Assert.Contains("tokens: expected the beginning of a story; after 'One' cannot come 'One'.",
            Assert.Throws<ArgumentException>(() => grammar.Expectations(grammar.Tokenizer.Encode("One One"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_story_is_refused_with_the_words_that_could_stand_there()
    {
        Assert.Equal("text: expected a story of this grammar; after 'The robot dropped the' comes 'pie', where it has "
            + "'cup', 'glass', 'plate', 'vase'. (Parameter 'text')",
            Assert.Throws<ArgumentException>(() => Grammar.Read("The robot dropped the pie.")).Message);
        Assert.StartsWith("tokens: expected ids of the grammar's vocabulary, 0 to 198; got 199.",
            Assert.Throws<ArgumentException>(() => Grammar.LogProbability([199])).Message);
        Assert.StartsWith("tokens: expected the beginning of a story; after 'The' cannot come 'The'.",
            Assert.Throws<ArgumentException>(() =>
                Grammar.NextProbabilities(Grammar.Tokenizer.Encode("The The"))).Message);
        string two = Grammar.Corpus(new Random(1), 2);
        Assert.StartsWith("text: expected one story; after its end comes '",
            Assert.Throws<ArgumentException>(() => Grammar.Read(two)).Message);
    }

    private static string StoryFile(string name) =>
        File.ReadAllText(Repository.File("data", "stories", name)).ReplaceLineEndings("\n");
}
