//! Walks that change what they see.

use syn::visit_mut;

macro_rules! nodes {
    ($($visit:ident: $node:ty,)*) => {
        /// What changes syntax; each method walks on through the node, unless it is replaced.
        pub trait VisitMut: AsDyn {
            $(
                #[doc = concat!("At a node of type `", stringify!($node), "`.")]
                fn $visit(&mut self, node: &mut $node) {
                    visit_mut::$visit(&mut Everywhere(self.as_dyn()), node);
                }
            )*

            /// At the attributes of a node.
            fn visit_attributes_mut(&mut self, attributes: &mut Vec<syn::Attribute>) {
                for attribute in attributes {
                    self.visit_attribute_mut(attribute);
                }
            }
        }

        impl visit_mut::VisitMut for Everywhere<'_> {
            $(
                fn $visit(&mut self, node: &mut $node) {
                    self.0.$visit(node);
                }
            )*

            fn visit_attributes_mut(&mut self, attributes: &mut Vec<syn::Attribute>) {
                self.0.visit_attributes_mut(attributes);
            }
        }

        $(
            #[allow(dead_code, reason = "the lists say what there is, not what is used")]
            #[doc = concat!("Walks through a node of type `", stringify!($node), "`.")]
            pub fn $visit(visitor: &mut dyn VisitMut, node: &mut $node) {
                visit_mut::$visit(&mut Everywhere(visitor), node);
            }
        )*
    };
}

nodes! {
    visit_arm_mut: syn::Arm,
    visit_attribute_mut: syn::Attribute,
    visit_block_mut: syn::Block,
    visit_expr_array_mut: syn::ExprArray,
    visit_expr_call_mut: syn::ExprCall,
    visit_expr_closure_mut: syn::ExprClosure,
    visit_expr_for_loop_mut: syn::ExprForLoop,
    visit_expr_if_mut: syn::ExprIf,
    visit_expr_let_mut: syn::ExprLet,
    visit_expr_match_mut: syn::ExprMatch,
    visit_expr_method_call_mut: syn::ExprMethodCall,
    visit_expr_mut: syn::Expr,
    visit_expr_path_mut: syn::ExprPath,
    visit_expr_return_mut: syn::ExprReturn,
    visit_expr_struct_mut: syn::ExprStruct,
    visit_expr_while_mut: syn::ExprWhile,
    visit_field_pat_mut: syn::FieldPat,
    visit_field_value_mut: syn::FieldValue,
    visit_fn_arg_mut: syn::FnArg,
    visit_generics_mut: syn::Generics,
    visit_ident_mut: syn::Ident,
    visit_impl_item_mut: syn::ImplItem,
    visit_item_fn_mut: syn::ItemFn,
    visit_item_macro_mut: syn::ItemMacro,
    visit_item_mut: syn::Item,
    visit_label_mut: syn::Label,
    visit_lifetime_mut: syn::Lifetime,
    visit_lit_mut: syn::Lit,
    visit_local_mut: syn::Local,
    visit_macro_mut: syn::Macro,
    visit_parenthesized_generic_arguments_mut: syn::ParenthesizedGenericArguments,
    visit_pat_ident_mut: syn::PatIdent,
    visit_pat_mut: syn::Pat,
    visit_path_mut: syn::Path,
    visit_return_type_mut: syn::ReturnType,
    visit_signature_mut: syn::Signature,
    visit_stmt_mut: syn::Stmt,
    visit_type_fn_ptr_mut: syn::TypeFnPtr,
    visit_type_mut: syn::Type,
    visit_type_path_mut: syn::TypePath,
    visit_type_reference_mut: syn::TypeReference,
}

/// Any visitor as a trait object.
pub trait AsDyn {
    /// The visitor.
    fn as_dyn(&mut self) -> &mut (dyn VisitMut + '_);
}

impl<V: VisitMut> AsDyn for V {
    fn as_dyn(&mut self) -> &mut (dyn VisitMut + '_) {
        self
    }
}

/// The one visitor of `syn`.
struct Everywhere<'a>(&'a mut (dyn VisitMut + 'a));
