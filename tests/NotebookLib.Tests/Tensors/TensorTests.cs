namespace NotebookLib.Tests.Tensors;

public class TensorTests
{
    [Fact]
    public void Values_are_read_row_by_row()
    {
        var t = new Tensor([0, 1, 2, 3, 4, 5], 2, 3);
        Assert.Equal(5, t[1, 2]);
        Assert.Equal(3, t[1, 0]);
        Assert.Equal((2, 6), (t.Rank, t.Length));
        Assert.Equal([2, 3], t.Shape.ToArray());
        Assert.Equal(t.ToArray(), new Tensor(new float[,] { { 0, 1, 2 }, { 3, 4, 5 } }).ToArray());
        Assert.Equal("(3,)", new Tensor([7, 8, 9]).Shape.ToString());
    }

    [Fact]
    public void Factories_fill_their_shapes()
    {
        Assert.Equal([0, 0, 0], Tensor.Zeros(3).ToArray());
        Assert.Equal([1, 1], Tensor.Ones(2, 1).ToArray());
        Assert.Equal([-7, -7], Tensor.Full(-7, 1, 2).ToArray());
        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 1], Tensor.Eye(3).ToArray());
        Assert.Equal([0, 1, 2, 3, 4], Tensor.Arange(5).ToArray());
        Assert.Equal([7, 5, 3], Tensor.Arange(7, 2, -2).ToArray());
        Assert.Equal([1, 1.5f, 2], Tensor.Arange(1, 2.25f, 0.5f).ToArray());
        Assert.Equal(0, Tensor.Arange(3, 3).Length);
        Assert.Equal(1, Tensor.Zeros().Length); // a scalar
    }

    [Fact]
    public void Random_numbers_follow_their_seed_and_distribution()
    {
        Tensor a = Tensor.Normal(new Random(3), 101, 97);
        Tensor b = Tensor.Normal(new Random(3), 101, 97);
        Tensor c = Tensor.Normal(new Random(4), 101, 97);
        Assert.Equal(a.ToArray(), b.ToArray());
        Assert.NotEqual(a.ToArray(), c.ToArray());
        Assert.Equal(0, a.Mean().Item(), 0.04f);                    // 4 standard errors of 9797 samples
        Assert.Equal(1, a.Reshape(-1).Variance(0).Item(), 0.06f);

        Tensor u = Tensor.Uniform(new Random(3), -2, 5, 101, 97);
        Assert.True(u.Min().Item() is >= -2 and < -1.9f);
        Assert.True(u.Max().Item() is <= 5 and > 4.9f);
        Assert.Equal(1.5f, u.Mean().Item(), 0.09f);
    }

    [Fact]
    public void Changing_one_tensor_never_changes_another()
    {
        Assert.All(
            new Func<Tensor, Tensor>[] { t => t.Reshape(2, 3), t => t.Detach(), t => t.Slice(..), t => t.Slice(0..3),
                t => t.Transpose(0, 0), t => t.Slice(.., ..), t => Tensor.Concat(0, t), t => t.Permute(0, 1) },
            derive =>
            {
                Tensor original = Tensor.Arange(6).Reshape(3, 2), derived = derive(original);
                original[0, 0] = 7;
                Assert.Equal(0, derived[0, 0]);
                derived[0, 1] = 11;
                Assert.Equal(1, original[0, 1]);
                Assert.Equal(7, original[0, 0]);
            });
    }

    [Fact]
    public void Detach_does_not_open_a_recorded_result_for_change()
    {
        var x = new Tensor([2, 3]) { RequiresGrad = true };
        Tensor y = x.Exp(), copy = y.Detach();
        copy[0] = 99; // ∂eˣ/∂x reads y
        y.Sum().Backward();
        Assert.Equal(MathF.Exp(2), x.Grad![0], 1e-5f);
    }

    [Fact]
    public void Difference_is_the_largest_one_and_equal_infinities_do_not_differ()
    {
        Assert.Equal(3, new Tensor([1, 5]).MaxDifference(new Tensor([2, 2])));
        Assert.Equal(0, new Tensor([float.NegativeInfinity]).MaxDifference(new Tensor([float.NegativeInfinity])));
        Assert.Equal(float.PositiveInfinity, new Tensor([float.NegativeInfinity]).MaxDifference(new Tensor([1])));
        Assert.Equal(float.NaN, new Tensor([float.NaN, 1]).MaxDifference(new Tensor([1, 9])));
        Assert.Equal(float.NaN, new Tensor([9, 1]).MaxDifference(new Tensor([1, float.NaN])));
    }

    [Fact]
    public void Item_reads_the_only_value()
    {
        Assert.Equal(7, new Tensor([7], 1, 1).Item());
        Assert.Contains("(2,)", Assert.Throws<InvalidOperationException>(() => new Tensor([7, 8]).Item()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Shapes_compare_by_their_sizes()
    {
        Shape a = [2, 3], b = new Tensor(new float[6], 2, 3).Shape;
        Assert.True(a == b && a.Equals((object)b) && a.GetHashCode() == b.GetHashCode());
        Assert.True(a != [3, 2]);
        Assert.Equal(default, Shape.Create([]));
        Assert.Equal((1, 0, "()"), (default(Shape).Size, default(Shape).Count, default(Shape).ToString()));
        Assert.Equal(("(2, 3)", "(5,)", 0), (a.ToString(), new Shape(5).ToString(), new Shape(3, 0, 2).Size));
        Assert.Equal([2, 3], a.AsEnumerable());
        int[] copy = a;
        copy[0] = 9;
        Assert.Equal(2, a[0]);
        Assert.Throws<ArgumentOutOfRangeException>("index", () => a[2]);
    }
}
