using System.Runtime.CompilerServices;

namespace NotebookLib.Tests.Tensors;

/// <summary>
/// The recording machinery; the gradient of each operation is in <see cref="OperationReferenceTests"/>.
/// </summary>
public class GradientTests
{
    private static Tensor Leaf(params float[] values) => new(values) { RequiresGrad = true };

    [Fact]
    public void Every_use_adds_to_the_gradient()
    {
        Tensor x = Leaf(2, 3);
        (x * x + 5 * x).Sum().Backward(); // 2x + 5
        Assert.Equal([9, 11], x.Grad!.ToArray());
    }

    [Fact]
    public void Gradients_that_pass_through_sums_and_reshapes_unchanged_are_not_added_to_in_place()
    {
        Tensor a = Tensor.Normal(new Random(1), 2, 3), b = Tensor.Normal(new Random(2), 2, 3);
        GradientReport report = GradientCheck.Run("sums and reshapes", () =>
        {
            Tensor sum = a + b, again = sum.Reshape(3, 2).Reshape(2, 3) + a, same = again + again;
            return same * b + sum + (same.Reshape(6) + sum.Reshape(6)).Reshape(2, 3) + a.Transpose(0, 1)
                .Transpose(0, 1);
        }, ("a", a), ("b", b));
        Assert.True(report.Holds, report.ToString());

        Tensor given = Tensor.Ones(2, 3), x = new([1, 2, 3, 4, 5, 6], 2, 3) { RequiresGrad = true };
        (x + x.Reshape(6).Reshape(2, 3)).Backward(given);
        Assert.Equal(Tensor.Ones(2, 3).ToArray(), given.ToArray());
        Assert.Equal((2 * given).ToArray(), x.Grad!.ToArray());
    }

    [Fact]
    public void Two_backward_passes_add_until_the_gradient_is_zeroed()
    {
        Tensor x = Leaf(2, 3);
        (x * 7).Sum().Backward();
        (x * 11).Sum().Backward();
        Assert.Equal([18, 18], x.Grad!.ToArray());

        x.ZeroGrad();
        Assert.Null(x.Grad);
        (x * 13).Sum().Backward();
        Assert.Equal([13, 13], x.Grad!.ToArray());
    }

    [Fact]
    public void Without_a_request_nothing_is_recorded()
    {
        Tensor sum = (new Tensor([2, 3]) * 5).Sum();
        Assert.False(sum.RequiresGrad);
        Assert.Contains("Nothing was recorded", Assert.Throws<InvalidOperationException>(sum.Backward).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void NoGrad_stops_recording_until_its_end_also_nested()
    {
        Tensor x = Leaf(2);
        using (Tensor.NoGrad())
        {
            IDisposable inner = Tensor.NoGrad();
            inner.Dispose();
            inner.Dispose(); // counts once
            Assert.False((x * 3).RequiresGrad);
        }
        Assert.True((x * 3).RequiresGrad);
    }

    [Fact]
    public async Task NoGrad_in_one_task_leaves_another_recording()
    {
        Tensor x = Leaf(2);
        var open = new TaskCompletionSource();
        var asked = new TaskCompletionSource();
        Task other = Task.Run(async () =>
        {
            using IDisposable _ = Tensor.NoGrad();
            open.SetResult();
            await asked.Task;
        }, TestContext.Current.CancellationToken);
        await open.Task;
        Assert.True((x * 3).RequiresGrad);
        asked.SetResult();
        await other;
    }

    [Fact]
    public void A_second_backward_pass_through_the_same_result_fails()
    {
        Tensor loss = Leaf(2, 3).Square().Sum();
        loss.Backward();
        Assert.Contains("freed", Assert.Throws<InvalidOperationException>(loss.Backward).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_backward_pass_through_a_shared_part_fails_and_changes_no_gradient()
    {
        Tensor x = Leaf(2, 3);
        Tensor shared = x.Square();
        Tensor first = shared.Sum(), second = (3 * shared).Sum();
        first.Backward();
        Tensor other = Leaf(5);

        Assert.Contains("freed", Assert.Throws<InvalidOperationException>(second.Backward).Message,
            StringComparison.Ordinal);
        Assert.Contains("freed", Assert.Throws<InvalidOperationException>((shared.Sum() * other).Backward).Message,
            StringComparison.Ordinal);
        Assert.Equal([4, 6], x.Grad!.ToArray());
        Assert.Null(shared.Grad);
        Assert.Null(other.Grad);
    }

    [Fact]
    public void Intermediate_results_can_be_collected_after_the_backward_pass()
    {
        var (loss, intermediate) = Run();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(intermediate.IsAlive);
        GC.KeepAlive(loss);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (Tensor Loss, WeakReference Intermediate) Run()
        {
            Tensor middle = Leaf(2, 3).Exp();
            Tensor loss = middle.Square().Sum();
            loss.Backward();
            return (loss, new WeakReference(middle));
        }
    }

    [Fact]
    public void A_chain_of_100000_additions_does_not_overflow_the_stack()
    {
        Tensor x = Leaf(2), sum = x;
        for (int i = 0; i < 100_000; i++) sum += 1;
        sum.Sum().Backward();
        Assert.Equal(100_002, sum[0]);
        Assert.Equal([1], x.Grad!.ToArray());
    }

    [Fact]
    public void A_diamond_of_40_levels_takes_40_steps_not_two_to_the_40()
    {
        Tensor x = Leaf(1), y = x;
        for (int i = 0; i < 40; i++) y += y;
        y.Sum().Backward();
        Assert.Equal([MathF.Pow(2, 40)], x.Grad!.ToArray());
    }

    [Fact]
    public void A_result_refuses_RequiresGrad_and_new_values()
    {
        Tensor x = Leaf(2, 3), y = x * 5;
        Assert.Throws<InvalidOperationException>(() => y.RequiresGrad = false);
        Assert.Throws<InvalidOperationException>(() => y[0] = 1);
        Assert.Equal([10, 15], y.ToArray());
        x[1] = 7; // a tensor that you made takes them
        Assert.Equal(7, x[1]);
    }

    [Fact]
    public void Detach_lets_no_gradient_through()
    {
        Tensor x = Leaf(2, 3);
        (x * x.Detach()).Sum().Backward();
        Assert.Equal([2, 3], x.Grad!.ToArray());
        Assert.False(x.Detach().RequiresGrad);
    }

    [Fact]
    public void Only_tensors_that_asked_get_a_gradient()
    {
        Tensor x = Leaf(2, 3), constant = new([5, 7]);
        Tensor y = x * constant;
        y.Sum().Backward();
        Assert.Null(constant.Grad);
        Assert.Null(y.Grad);
        Assert.Equal([5, 7], x.Grad!.ToArray());
    }

    [Fact]
    public void The_gradient_of_the_start_itself_is_one() // a leaf
    {
        Tensor x = Leaf(2);
        x.Backward();
        Assert.Equal([1], x.Grad!.ToArray());
    }

    [Fact]
    public void A_given_gradient_is_copied_not_kept()
    {
        Tensor x = Leaf(2, 3), given = new([5, 7]);
        x.Backward(given);
        given[0] = 99;
        Assert.Equal([5, 7], x.Grad!.ToArray());
    }

    [Theory]
    [InlineData(new[] { 5 })]
    [InlineData(new[] { 3, 1 })]
    [InlineData(new[] { 1, 1, 5 })]
    [InlineData(new[] { 2, 1, 1 })]
    [InlineData(new int[0])]
    public void The_gradient_of_a_broadcast_input_has_its_shape_and_counts_its_uses(int[] shape)
    {
        Tensor x = Tensor.Ones(shape);
        x.RequiresGrad = true;
        (x + Tensor.Zeros(2, 3, 5)).Sum().Backward();
        Assert.Equal(x.Shape, x.Grad!.Shape);
        Assert.All(x.Grad.ToArray(), g => Assert.Equal(30f / x.Length, g));
    }

    [Theory]
    [InlineData(new[] { 0 }, new[] { 3, 0 })]
    [InlineData(new[] { 1 }, new[] { 3, 0 })]
    [InlineData(new[] { 1, 2, 1 }, new[] { 0, 1, 5 })]
    public void A_broadcast_to_an_empty_shape_has_a_gradient_too(int[] shape, int[] other)
    {
        Tensor x = Tensor.Ones(shape);
        x.RequiresGrad = true;
        (x * Tensor.Ones(other)).Sum().Backward();
        Assert.Equal(x.Shape, x.Grad!.Shape);
        Assert.All(x.Grad.ToArray(), g => Assert.Equal(0, g));
    }

    [Fact]
    public void Backward_without_a_gradient_needs_a_single_number()
    {
        var error = Assert.Throws<InvalidOperationException>((Leaf(2, 3) * 5).Backward);
        Assert.Contains("(2,)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_given_gradient_needs_the_result_s_shape()
    {
        var error = Assert.Throws<ArgumentException>("gradient", () => (Leaf(2, 3) * 5).Backward(Tensor.Ones(3)));
        Assert.StartsWith("gradient: expected shape (2,); got (3,).", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Division_by_tiny_numbers_keeps_its_gradient() // b² would round to 0
    {
        Tensor a = Leaf(1e-30f), b = Leaf(1e-30f);
        (a / b).Sum().Backward();
        Assert.Equal(1e30f, a.Grad![0], 1e-5f * 1e30f);
        Assert.Equal(-1e30f, b.Grad![0], 1e-5f * 1e30f);
    }

    [Fact]
    public void Powers_zero_and_one_have_their_gradients_at_zero()
    {
        Tensor x = Leaf(0, 3);
        x.Pow(0).Sum().Backward();
        Assert.Equal([0, 0], x.Grad!.ToArray());

        x.ZeroGrad();
        x.Pow(1).Sum().Backward();
        Assert.Equal([1, 1], x.Grad!.ToArray());
    }

    [Fact]
    public void At_their_kinks_absolute_value_and_relu_have_gradient_0()
    {
        Tensor x = Leaf(0, -2, 3);
        (x.Abs() + 10 * x.Relu()).Sum().Backward();
        Assert.Equal([0, -1, 11], x.Grad!.ToArray());
    }

    [Fact]
    public void The_gradient_of_a_maximum_goes_to_the_first_of_equals()
    {
        Tensor x = Leaf(2, 5, 5);
        x.Max().Backward();
        Assert.Equal([0, 1, 0], x.Grad!.ToArray());

        x.ZeroGrad();
        (-x).Min(0).Backward();
        Assert.Equal([0, -1, 0], x.Grad!.ToArray());
    }

    [Fact]
    public void Arrays_handed_in_may_be_reused_before_the_backward_pass()
    {
        Tensor table = Tensor.Zeros(5, 1), x = Tensor.Zeros(2, 3, 5);
        table.RequiresGrad = x.RequiresGrad = true;
        int[] tokens = [4, 1], order = [2, 0, 1];
        Tensor rows = table.Rows(tokens), permuted = x.Permute(order);
        Array.Clear(tokens);
        Array.Clear(order);

        rows.Backward(new Tensor([3, 7], 2, 1));
        permuted.Backward(Tensor.Ones(5, 2, 3));

        Assert.Equal([0, 7, 0, 0, 3], table.Grad!.ToArray());
        Assert.Equal(x.Shape, x.Grad!.Shape);
    }
}
