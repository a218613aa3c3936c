using NotebookLib.Tests.References;

namespace NotebookLib.Tests.Compression;

public class DistillationTests
{
    private sealed record Distilled(float Temperature, Dictionary<string, Stored> Tensors, Stored Teacher,
        Stored Output, Stored Upstream, Dictionary<string, Stored> Grads);

    [Fact]
    public void The_loss_and_its_gradient_are_PyTorchs_at_every_temperature()
    {
        IReadOnlyList<Distilled> cases = Reference.Load<Distilled>("distillation.json");
        Assert.Equal(3, cases.Count);
        foreach (Distilled c in cases)
        {
            Tensor student = c.Tensors["student"].Leaf;

            Tensor loss = Loss.Distillation(student, c.Teacher.Tensor, c.Temperature);
            loss.Backward(c.Upstream.Tensor);

            Reference.AssertClose(c.Output.Tensor, loss, $"loss at {c.Temperature}", 2e-5f);
            Reference.AssertClose(c.Grads["student"].Tensor, student.Grad, $"gradient at {c.Temperature}", 2e-5f);
        }
    }

    [Fact]
    public void Who_says_what_the_teacher_says_has_no_loss_and_no_teacher_learns()
    {
        Tensor teacher = Tensor.Normal(new Random(1), 5, 7);
        teacher.RequiresGrad = true;
        Tensor student = new(teacher.ToArray(), 5, 7);
        student.RequiresGrad = true;

        Tensor loss = Loss.Distillation(student, teacher, 3);
        loss.Backward();

        Assert.Equal(0, loss.Item(), 1e-5f);
        Assert.Null(teacher.Grad);
    }

    [Fact]
    public void Probabilities_that_are_certain_are_targets()
    {
        Tensor logits = Tensor.Normal(new Random(1), 3, 5);
        int[] targets = [4, 0, 2];
        Tensor certain = Tensor.Zeros(3, 5);
        for (int t = 0; t < 3; t++) certain[t, targets[t]] = 1;

        Assert.Equal(Loss.CrossEntropy(logits, targets).Item(), Loss.CrossEntropy(logits, certain).Item(), 1e-5f);
    }

    [Fact]
    public void Wrong_use_is_refused()
    {
        Tensor a = Tensor.Ones(3, 5), b = Tensor.Ones(5, 3);
        AssertError("probabilities: expected (T, V), as the logits, (3, 5); got (5, 3).",
            () => Loss.CrossEntropy(a, b));
        AssertError("teacher: expected (T, V), as the student, (3, 5); got (5, 3).", () => Loss.Distillation(a, b));
        AssertError("temperature: expected a number above 0; got 0.", () => Loss.Distillation(a, a, 0));
    }

    private static void AssertError(string expected, Func<object> act) =>
        Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(act).Message, StringComparison.Ordinal);
}
