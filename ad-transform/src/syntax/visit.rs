//! Walks that only look.

use syn::visit;

macro_rules! nodes {
    ($($visit:ident: $node:ty,)*) => {
        /// What looks at syntax; each method walks on through the node, unless it is replaced.
        pub trait Visit<'ast>: AsDyn<'ast> {
            $(
                #[doc = concat!("At a node of type `", stringify!($node), "`.")]
                fn $visit(&mut self, node: &'ast $node) {
                    visit::$visit(&mut Everywhere(self.as_dyn()), node);
                }
            )*
        }

        impl<'ast> visit::Visit<'ast> for Everywhere<'_, 'ast> {
            $(
                fn $visit(&mut self, node: &'ast $node) {
                    self.0.$visit(node);
                }
            )*
        }

        $(
            #[allow(dead_code, reason = "the lists say what there is, not what is used")]
            #[doc = concat!("Walks through a node of type `", stringify!($node), "`.")]
            pub fn $visit<'ast>(visitor: &mut dyn Visit<'ast>, node: &'ast $node) {
                visit::$visit(&mut Everywhere(visitor), node);
            }
        )*
    };
}

nodes! {
    visit_block: syn::Block,
    visit_expr: syn::Expr,
    visit_expr_closure: syn::ExprClosure,
    visit_expr_for_loop: syn::ExprForLoop,
    visit_expr_let: syn::ExprLet,
    visit_expr_match: syn::ExprMatch,
    visit_expr_return: syn::ExprReturn,
    visit_expr_try: syn::ExprTry,
    visit_file: syn::File,
    visit_item: syn::Item,
    visit_item_const: syn::ItemConst,
    visit_item_enum: syn::ItemEnum,
    visit_item_fn: syn::ItemFn,
    visit_item_impl: syn::ItemImpl,
    visit_item_macro: syn::ItemMacro,
    visit_item_mod: syn::ItemMod,
    visit_item_struct: syn::ItemStruct,
    visit_item_trait: syn::ItemTrait,
    visit_item_type: syn::ItemType,
    visit_item_use: syn::ItemUse,
    visit_lifetime: syn::Lifetime,
    visit_local: syn::Local,
    visit_macro: syn::Macro,
    visit_pat: syn::Pat,
    visit_pat_ident: syn::PatIdent,
    visit_stmt: syn::Stmt,
    visit_type: syn::Type,
    visit_type_path: syn::TypePath,
    visit_type_reference: syn::TypeReference,
}

/// Any visitor as a trait object.
pub trait AsDyn<'ast> {
    /// The visitor.
    fn as_dyn(&mut self) -> &mut (dyn Visit<'ast> + '_);
}

impl<'ast, V: Visit<'ast>> AsDyn<'ast> for V {
    fn as_dyn(&mut self) -> &mut (dyn Visit<'ast> + '_) {
        self
    }
}

/// The one visitor of `syn`.
struct Everywhere<'a, 'ast>(&'a mut (dyn Visit<'ast> + 'a));
