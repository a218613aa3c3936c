namespace NotebookLib.Tests;

public sealed class ModuleDictTests
{
    [Fact]
    public void Parameters_are_those_of_the_modules_under_their_names()
    {
        var words = new Embedding(Tensor.Ones(5, 3));
        var answer = new Linear(3, 2, new Random(1));

        var model = new ModuleDict(("words", words), ("answer", answer));

        Assert.Equal(["words.weight", "answer.weight", "answer.bias"], model.NamedParameters().Select(p => p.Name));
        Assert.Equal(5 * 3 + 3 * 2 + 2, model.ParameterCount);
        Assert.Same(answer.Weight, model.Parameters().ElementAt(1));
    }

    [Fact]
    public void Two_modules_of_one_name_are_refused() =>
        Assert.Equal("modules: expected a name for each; got 'a' 2 times. (Parameter 'modules')",
            Assert.Throws<ArgumentException>(() => new ModuleDict(("a", new Embedding(Tensor.Ones(2, 2))),
                ("a", new Embedding(Tensor.Ones(2, 2))))).Message);
}
