namespace NotebookLib.Tests;

public class WordTokenizerTests
{
    private static readonly WordTokenizer Robot =
        new(["\n", ".", "The", "the", "robot", "dropped", "glass", "because", "it", "was", "slippery"]);

    [Fact]
    public void Id_is_the_place_in_the_list()
    {
        const string text = "The robot dropped the glass because it was slippery.\nThe glass";

        Assert.Equal([2, 4, 5, 3, 6, 7, 8, 9, 10, 1, 0, 2, 6], Robot.Encode(text));
        Assert.Equal(text, Robot.Decode(Robot.Encode(text)));
        Assert.Equal(11, Robot.VocabularySize);
    }

    [Fact]
    public void Unknown_word_is_named_with_its_position()
    {
        var e = Assert.Throws<ArgumentException>(() => Robot.Encode("The robot dropped the vase."));
        Assert.Equal("text: expected the 11 words of the vocabulary; at position 22 stands 'vase'. (Parameter 'text')", e.Message);
    }

    [Fact]
    public void Unknown_word_becomes_the_token_for_unknown_words()
    {
        var tokenizer = new WordTokenizer(["the", "cat"], unknown: "<unk>");

        Assert.Equal([0, 2, 1], tokenizer.Encode("the fat cat"));
        Assert.Equal("the <unk> cat", tokenizer.Decode([0, 2, 1]));
        Assert.Equal(3, tokenizer.VocabularySize);
    }

    [Fact]
    public void Words_keep_apostrophes_and_hyphens_and_marks_stand_alone() => Assert.Equal(
        ["“", "Don't", ",", "”", "said", "Zoë", "(", "well-known", ")", "\n", "你好", "…", "3", ".", "5"],
        WordTokenizer.Split("“Don't,” said  Zoë (well-known)\n你好… 3.5"));

    [Fact]
    public void Print_returns_as_print() =>
        Assert.Equal("“Don't,” said Zoë (well-known); yes!\n", WordTokenizer.Join(WordTokenizer.Split("“Don't,” said Zoë (well-known); yes!\n")));

    [Fact]
    public void Vocabulary_of_a_text_holds_its_most_frequent_words()
    {
        WordTokenizer tokenizer = WordTokenizer.FromText("b a c a b a", maximumSize: 3);

        Assert.Equal(["a", "b", "<unk>"], tokenizer.Vocabulary);
        Assert.Equal([2, 0], tokenizer.Encode("c a"));
    }

    [Fact]
    public void Vocabularies_that_cannot_work_are_refused()
    {
        Assert.StartsWith("words: expected at least one word", Assert.Throws<ArgumentException>(() => new WordTokenizer([])).Message);
        Assert.StartsWith("words: expected each word once; 'a' comes again.", Assert.Throws<ArgumentException>(() => new WordTokenizer(["a", "b", "a"])).Message);
        Assert.StartsWith("words: expected words; number 1 is empty.", Assert.Throws<ArgumentException>(() => new WordTokenizer(["a", ""])).Message);
        Assert.StartsWith("maximumSize: expected at least 2", Assert.Throws<ArgumentException>(() => WordTokenizer.FromText("a", 1)).Message);
        Assert.StartsWith("word: expected one of the 11 words of the vocabulary; got 'vase'.", Assert.Throws<ArgumentException>(() => Robot.Id("vase")).Message);
    }
}
