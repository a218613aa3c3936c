namespace NotebookHost.Tests;

/// <summary>Whether a console goes on asking for lines.</summary>
public sealed class CodeCompletenessTests
{
    [Theory]
    [InlineData("1 + 1", "complete")]
    [InlineData("class C { }", "complete")]
    [InlineData("if (true) {", "incomplete")]
    [InlineData("int a = ", "incomplete")]
    [InlineData("int 3a;", "invalid")]
    [InlineData("}", "invalid")]
    [InlineData("\"\"\"", "incomplete")]
    [InlineData("var s = \"\"\"", "incomplete")]
    [InlineData("var s = \"\"\"\"\"  \n  a \"\"\"\n", "incomplete")]
    [InlineData("var s = \"\"\"\n  a", "incomplete")]
    [InlineData("var s = $\"\"\"\n  {a}", "incomplete")]
    [InlineData("var s = $$\"\"\"\n  {{a", "incomplete")]
    [InlineData("var s = @\"a", "incomplete")]
    [InlineData("var s = $@\"a", "incomplete")]
    [InlineData("var s = @$\"a {b", "incomplete")]
    [InlineData("/* a", "incomplete")]
    [InlineData("#if true", "incomplete")]
    [InlineData("\"\"\"a\"\"\"", "complete")]
    [InlineData("var s = \"\"\"\n  a\n  \"\"\";", "complete")]
    [InlineData("var s = \"\"\"a", "invalid")]
    [InlineData("var s = \"\"\"a\n", "invalid")]
    [InlineData("var s = $\"\"\"a", "invalid")]
    [InlineData("var s = \"a", "invalid")]
    public void Text_that_goes_on_is_told_from_text_that_cannot(string code, string expected) =>
        Assert.Equal(expected, (string?)CodeCompleteness.Reply(code)["status"]);
}
