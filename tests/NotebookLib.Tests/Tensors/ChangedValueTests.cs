namespace NotebookLib.Tests;

/// <summary>
/// A value that changes between the forward and the backward pass would make gradients quietly wrong.
/// </summary>
public sealed class ChangedValueTests
{
    private static Tensor Leaf(params float[] values) => new(values) { RequiresGrad = true };

    private static void AssertRefused(Tensor result)
    {
        string message = Assert.Throws<InvalidOperationException>(result.Backward).Message;
        Assert.Contains("was changed after a result of shape", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_parameter_set_after_its_use_is_refused_and_nothing_is_added_to_gradients()
    {
        Tensor w = Leaf(3), other = Leaf(2);
        Tensor y = (w * w * other).Sum();

        w[0] = 100;

        AssertRefused(y);
        Assert.Null(w.Grad);
        Assert.Null(other.Grad);
    }

    [Fact]
    public void The_message_names_both_shapes() =>
        Assert.Equal("A tensor of shape (2,) was changed after a result of shape (3, 2) had been computed from it, so "
            + "gradients through that result would be wrong. "
            + "Call Backward before you change it (an optimizer's Step changes parameters), or compute the result "
            + "again.", Assert.Throws<InvalidOperationException>(() =>
            {
                Tensor w = Leaf(1, 2);
                Tensor y = (Tensor.Ones(3, 2) * w).Sum();
                w[1] = 5;
                y.Backward();
            }).Message);

    [Fact]
    public void A_step_of_the_optimizer_between_two_passes_is_refused()
    {
        Tensor v = Leaf(3);
        Tensor a = (v * v).Sum(), b = (v * v * v).Sum();
        a.Backward();
        new Sgd([v], 0.1f).Step();
        v.ZeroGrad();

        AssertRefused(b);
    }

    [Fact]
    public void A_constant_that_changed_is_refused()
    {
        Tensor u = Leaf(3), x = new([2f]);
        Tensor z = (u * x).Sum();

        x[0] = 100;

        AssertRefused(z);
    }

    [Fact]
    public void A_mask_that_changed_is_refused()
    {
        Tensor q = Tensor.Normal(new Random(1), 3, 2), mask = Tensor.Zeros(3, 3);
        q.RequiresGrad = true;
        Tensor y = Attention.Blocked(q, q, q, mask).Sum();

        mask[0, 1] = float.NegativeInfinity;

        AssertRefused(y);
    }

    [Fact]
    public void What_gradients_do_not_depend_on_may_change()
    {
        Tensor w = Leaf(3, 4), bias = Leaf(1, 1);
        Tensor y = (w.Reshape(1, 2) + bias).Sum();

        w[0] = 100;
        bias[1] = 7;
        y.Backward();

        Assert.Equal([1, 1], w.Grad!.ToArray());
        Assert.Equal([1, 1], bias.Grad!.ToArray());
    }

    [Fact]
    public void A_result_that_only_its_own_values_lead_back_from_does_not_mind()
    {
        Tensor w = Leaf(1);
        Tensor y = w.Exp().Sum(); // its slope is itself

        w[0] = 100;
        y.Backward();

        Assert.Equal(MathF.E, w.Grad!.Item(), 1e-5f);
    }

    [Fact]
    public void Computed_again_after_the_change_it_is_right()
    {
        Tensor w = Leaf(3);
        _ = (w * w).Sum();
        w[0] = 5;
        (w * w).Sum().Backward();

        Assert.Equal(10, w.Grad!.Item());
    }

    [Fact]
    public void A_detached_copy_keeps_its_values_and_does_not_count()
    {
        Tensor w = Leaf(3), x = new([2f]);
        Tensor copy = x.Detach();
        Tensor y = (w * copy).Sum();

        x[0] = 100;
        y.Backward();

        Assert.Equal(2, w.Grad!.Item());
    }

    [Fact]
    public void A_parameter_without_a_gradient_is_not_changed_by_a_step()
    {
        Tensor used = Leaf(3), still = Leaf(2);
        Tensor y = (still * still).Sum();
        (used * used).Sum().Backward();

        new Sgd([used, still], 0.1f).Step();
        y.Backward();

        Assert.Equal(4, still.Grad!.Item());
    }

    [Fact]
    public void Restoring_a_checkpoint_counts_as_a_change()
    {
        string path = Path.Combine(Path.GetTempPath(), $"changed-{Guid.NewGuid():N}.safetensors");
        try
        {
            var linear = new Linear(2, 2, new Random(1));
            Tensor Loss(Random _) => linear.Forward(Tensor.Ones(1, 2)).Square().Sum();
            var trainer = new Trainer(linear, Loss);
            trainer.Save(path);
            Tensor loss = Loss(new Random(1));

            trainer.Restore(path);

            AssertRefused(loss);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
