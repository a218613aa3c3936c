namespace NotebookHost.Tests;

public class PrintedTextTests
{
    [Theory]
    [InlineData("plain\n\ttext", "plain\n\ttext")]
    [InlineData("  0%|  \r 50%|# \r100%|##\n", "100%|##\n")]
    [InlineData("a\r\nb\r\n", "a\nb\n")]
    [InlineData("done: 3\r", "done: 3")]
    [InlineData("a\r\r\nb", "a\nb")]
    [InlineData("step 1\rstep 2\nnext", "step 2\nnext")]
    [InlineData("1/2\b\b\b2/2", "2/2")]
    [InlineData("x\n\b\by", "x\ny")]
    [InlineData("\u001b[31mred\u001b[0m \u001b[1;38;5;12mbold\u001b[K", "red bold")]
    [InlineData("\u001b]0;title\u0007text", "text")]
    [InlineData("\u001b]8;;https://example.org\u001b\\link\u001b]8;;\u001b\\", "link")]
    [InlineData("\u009b31mx\u001b(B\u001bMy", "xy")]
    [InlineData("a\u0000b\u0008c\u007fd\u0085e", "acde")]
    [InlineData("\u001b]0;never ends\nnext", "\nnext")]
    [InlineData("\u001b", "")]
    public void Text_stands_as_it_does_at_the_end(string written, string shown) =>
        Assert.Equal(shown, PrintedText.AtRest(written));

    [Theory]
    [InlineData("\u001b[")]
    [InlineData("\u001b]")]
    [InlineData("x\r")]
    [InlineData("x\b\b")]
    [InlineData("\u001b[1")]
    public void A_long_text_takes_linear_time(string piece)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();

        PrintedText.AtRest(string.Concat(Enumerable.Repeat(piece, 500_000)));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3), $"{watch.Elapsed}");
    }
}
